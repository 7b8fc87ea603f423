# The command line.
cli-no-display = 未检测到显示器：改为无界面推演默认想定（指挥员：按预案行事），结果写入 out/。
cli-no-window = 窗口打不开（检查 DISPLAY 与显卡驱动）：{ $reason }
cli-progress = { $time }  受威胁 { $risk } 人  安全 { $safe } 人  死亡 { $dead } 人
cli-review-at = 复盘报告：{ $path }
cli-order-refused = { $at } 的指令不能执行：{ $reason }
cli-summary = { $name }  推演至 { $time }  状态哈希 { $hash }
cli-summary-score = 得分 { $score } / 100
cli-summary-harm = 死亡 { $dead } 人（其中失踪 { $missing } 人），重伤 { $injured } 人，救援人员牺牲 { $rescuers } 人；安全转移 { $safe } 人；直接经济损失 { $loss } 亿元
cli-summary-speed = 用时 { $wall } 秒，为实时的 { $speed } 倍；内存峰值 { $memory }
cli-summary-water = 全程水量平衡相对误差 { $error }
cli-unknown = 未知
cli-journal-torn = 日志最后一行不完整（写入时中断），已忽略。
cli-fork-early = 指令时间 { $at } 早于分叉时刻 { $fork }
cli-verified = 核对一致：{ $n } 个状态哈希
cli-check-fine = { $file }：没有问题
cli-check-nothing = 没有找到可检查的 .ron 文件
cli-county-made = { $name }：{ $villages } 个村，{ $people } 人，已写入 { $path }

# 单项灾害计算
hazard-json = 不是有效的参数文件：{ $why }
hazard-not-square = 格网单元不是正方形（{ $dx } × { $dy }）；请先重采样
hazard-other-grid = 格网与高程不一致：{ $found }
hazard-hole = 第 { $row } 行、第 { $col } 列没有数据（从零数）；请先补全
hazard-range = { $value } 超出范围，应为 { $low } 至 { $high }
hazard-outside = 第 { $row } 行、第 { $col } 列不在格网内（行 0 至 { $rows }，列 0 至 { $cols }）
hazard-one-manning = 须给出 manning 与 manning_asc 之一
hazard-pairs = t 与 q 须成对且不为空（t 有 { $t } 个，q 有 { $q } 个）
hazard-times = 时刻须为有限数且逐个递增
hazard-dam-break = 注意：初始水面有陡坎，局部惯性法会算错溃坝波（偏差约 6%–8%）；请改用 "kernel": "hll"
hazard-forced = 注意：有 { $steps } 步的稳定时间步长过短，已改用较长的步长；水深与水量守恒仍成立，流速不准确
hazard-flood-done = 共 { $steps } 步，每秒 { $rate } 百万单元次，水量误差 { $error }；结果在 { $path }
hazard-slide-done = 释放 { $volume } 立方米，{ $time } 秒后停止计算；结果在 { $path }
bench-running = 正在测量……
cli-county-no-plan = 没有“{ $plan }”这种县情；可用的有：{ $plans }
cli-county-generated = 数据包没有给出、在真实地形上生成的有：{ $what }
cli-county-same-folder = 输出文件夹就是导入的县情包，会覆盖您自己的表格；请换一个输出文件夹
cli-no-place = 本县没有编号为“{ $id }”的地点
