# window
other-language = English
menu-subtitle = 按真实预案推演一场县域灾害，逐条对照预案评分
menu-scenarios = 想定
menu-objectives = 推演目标
menu-start = 开始推演
menu-resume = 继续推演
menu-quit = 退出
menu-loading = 正在生成县域地形……
menu-broken = 想定文件有错：
menu-reduced-motion = 减少动画
