"""Which architectures there are: the module of each, by the name that variants use.

Paths, not imports: the fingerprint of one architecture must not hang on the others, nor on how
many there are.
"""

MODULES = {
    "lenet5_old": "emnist_lab.models.lenet5_old",
    "lenet5_new": "emnist_lab.models.lenet5_new",
    "resnet50": "emnist_lab.models.resnet50",
    "densenet": "emnist_lab.models.densenet",
    "vgg16": "emnist_lab.models.vgg16",
    "mobilenet": "emnist_lab.models.mobilenet",
    "efficientnet_b1": "emnist_lab.models.efficientnet_b1",
    "shufflenet": "emnist_lab.models.shufflenet",
    "applications": "emnist_lab.models.applications",
    "wide_resnet": "emnist_lab.models.wide_resnet",
    "dual_path": "emnist_lab.models.dual_path",
    "listing2020": "emnist_lab.models.listing2020",
    "lstm": "emnist_lab.models.lstm",
    "gru": "emnist_lab.models.gru",
    "compact": "emnist_lab.models.compact",
    "fine": "emnist_lab.models.fine",
}
