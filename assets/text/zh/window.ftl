# window
other-language = English
