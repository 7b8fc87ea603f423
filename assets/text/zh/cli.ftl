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
cli-unknown = 未知
cli-journal-torn = 日志最后一行不完整（写入时中断），已忽略。
cli-fork-early = 指令时间 { $at } 早于分叉时刻 { $fork }
cli-verified = 核对一致：{ $n } 个状态哈希
cli-check-fine = { $file }：没有问题
cli-check-nothing = 没有找到可检查的 .ron 文件
cli-county-made = { $name }：{ $villages } 个村，{ $people } 人，已写入 { $path }
