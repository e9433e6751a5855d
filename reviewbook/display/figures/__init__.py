"""Tables in, Plotly figures out, each with its words for those who do not see it; a module per notebook.

Figures carry no template: fonts and colours of page or paper are added where a figure is drawn.
"""
