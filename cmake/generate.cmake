# What is generated from the tokens and the icon list: theme values, icon names, subset fonts. See cmake/generate_*.py.
