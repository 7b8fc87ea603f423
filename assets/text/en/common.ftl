# Words used all over the program.
app-title = Sand Table: county emergency drill
unit-people = { $n } people
