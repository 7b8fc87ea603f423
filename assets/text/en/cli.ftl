# The command line.
cli-no-display = No display found: running the default drill headless (doctrine commander); results go to out/.
cli-no-window = The window cannot be opened (check DISPLAY and the graphics driver): { $reason }
cli-progress = { $time }  at risk { $risk }  safe { $safe }  dead { $dead }
cli-review-at = Review: { $path }
cli-order-refused = The order at { $at } cannot be carried out: { $reason }
cli-summary = { $name }  played to { $time }  state hash { $hash }
cli-summary-score = Score { $score } / 100
cli-summary-harm = { $dead } dead ({ $missing } of them missing), { $injured } severely injured, { $rescuers } rescuers dead; { $safe } moved to safety; direct loss { $loss } × 100 million yuan
cli-summary-speed = { $wall } s of wall time, { $speed } times real time; peak memory { $memory }
cli-unknown = unknown
cli-journal-torn = The journal's last line is torn (writing was interrupted) and was dropped.
cli-fork-early = The order at { $at } is before the fork at { $fork }
cli-verified = Verified: { $n } state hashes agree
cli-check-fine = { $file }: fine
cli-check-nothing = No .ron file to check was found
cli-county-made = { $name }: { $villages } villages, { $people } people, written to { $path }
