# Words used all over the program.
app-title = 县域应急推演沙盘
unit-people = { $n } 人
