# window
other-language = 中文
menu-subtitle = Play a county's emergency and be scored against its real plan, clause by clause
menu-scenarios = Scenarios
menu-objectives = Objectives
menu-start = Start
menu-resume = Go on
menu-quit = Quit
menu-loading = Making the county…
menu-broken = The scenario file is broken:
menu-reduced-motion = Less motion
