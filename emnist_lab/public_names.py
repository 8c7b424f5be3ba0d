"""Where the names lie that `import emnist_lab` offers; each is imported when it is first used."""

PUBLIC_NAMES = {
    "Recipe": "emnist_lab.recipe",
    "Record": "emnist_lab.trials.record",
    "Study": "emnist_lab.config",
    "Variant": "emnist_lab.config",
    "build_model": "emnist_lab.models.build",
    "class_counts_plot": "emnist_lab.figures.data",
    "distribute_dataset": "emnist_lab.distribution",
    "get_model_path": "emnist_lab.trials.model_file",
    "load_model": "emnist_lab.models.build",
    "load_split": "emnist_lab.datasets.load",
    "num_of_gpu": "emnist_lab.distribution",
    "plot_class_examples": "emnist_lab.figures.data",
    "plot_learning_curves": "emnist_lab.figures.learning",
    "prepare_datasets": "emnist_lab.datasets.prepare",
    "process_image": "emnist_lab.datasets.process",
    "run_study": "emnist_lab.search.run",
    "set_before_train": "emnist_lab.training.callbacks",
    "set_strategy": "emnist_lab.distribution",
    "test_loss_and_accuracy": "emnist_lab.training.evaluate",
}
