"""What the source claims of the networks that it might start from."""

from emnist_lab.claim import LITTLE, Claim, at_most, better_than, figures_of

# With the small head, which the remedies have.
VGG16 = "vgg16_head_512"

CLAIMS = (
    Claim(
        name="failing-batch",
        says="Too large a batch is a reason why gradients vanish in most models",
        where="final deck, 4.3",
        contests=(
            *better_than("vgg16_small_batch", (VGG16,)),
            *better_than("mobilenet_small_batch", ("mobilenet",)),
            *better_than("efficientnet_b1_small_batch", ("efficientnet_b1",)),
        ),
    ),
    Claim(
        # It adds that a few more are enough, which is not asked: the shorter VGG16 has more still.
        name="failing-depth",
        says="More layers than LeNet has are a reason why gradients vanish in most models",
        where="final deck, 4.3",
        contests=better_than("vgg16_short", (VGG16,)),
    ),
    Claim(
        name="vgg16-fewer-layers",
        says="If VGG16 is used at all, it had better have fewer layers",
        where="work log, results 1",
        contests=better_than("vgg16_short", (VGG16,)),
    ),
    Claim(
        name="shorten-resnet",
        says="Rather than mend VGG16, shorten ResNet to save training time",
        where="work log, results 1",
        contests=better_than("resnet50_short", ("vgg16_short", "vgg16_batchnorm")),
    ),
    Claim(
        name="densenet-parameters",
        says="DenseNet has fewer parameters than Wide ResNet (the source names no sizes: here "
        "DenseNet121 and WRN-16-4)",
        where="final deck, 4.4",
        measured=figures_of("parameters", "densenet121", ("wide_resnet",)),
    ),
    Claim(
        name="densenet-gradients",
        says="DenseNet keeps gradients from vanishing as well as a Dual Path Network",
        where="final deck, 4.4",
        contests=at_most(LITTLE, [("dual_path", "densenet121")]),
    ),
    Claim(
        name="densenet-simpler",
        says="DenseNet is simpler to build and to maintain than a Dual Path Network",
        where="final deck, 4.4",
        untestable="how simple a network is to build is no figure of a trial",
    ),
)
