"""What a figure's label says that it shows, and how a notebook notes it: its alt text's beginning.

Nothing here draws, so that documents are laid out without matplotlib.
"""

# A notebook notes a label with its picture of this kind, as IPython does an image's alt.
PNG, ALT = "image/png", "alt"
# And its data, and a table's, as this.
CSV = "text/csv"
# Figures in place of what cannot be drawn.
NO_IMAGES = "The images are not at hand where this was rendered: only the results of the study are."
NO_TRIALS = "Nothing to show yet: no trial of these has completed."
