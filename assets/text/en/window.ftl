# window
other-language = 中文
