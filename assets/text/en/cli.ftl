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
cli-summary-water = Water made or lost by the arithmetic over the whole drill: { $error } of all the water
cli-unknown = unknown
cli-journal-torn = The journal's last line is torn (writing was interrupted) and was dropped.
cli-fork-early = The order at { $at } is before the fork at { $fork }
cli-verified = Verified: { $n } state hashes agree
cli-check-fine = { $file }: fine
cli-check-nothing = No .ron file to check was found
cli-county-made = { $name }: { $villages } villages, { $people } people, written to { $path }

# One hazard on plain grids
hazard-json = not a valid configuration: { $why }
hazard-not-square = cells are not square ({ $dx } × { $dy }); resample first
hazard-other-grid = another grid than the elevation's: { $found }
hazard-hole = no data at row { $row }, column { $col } (from zero); fill it first
hazard-range = { $value } is out of range; expected { $low } to { $high }
hazard-outside = row { $row }, column { $col } is not on the grid (rows 0 to { $rows }, columns 0 to { $cols })
hazard-one-manning = give one of manning and manning_asc
hazard-pairs = t and q must come in pairs, at least one ({ $t } times, { $q } flows)
hazard-times = times must be finite and increase
hazard-dam-break = Note: the water begins with a sharp step, and local inertia gets dam-break waves wrong (by 6–8 %); use "kernel": "hll"
hazard-forced = Note: a stable time step would have been too short in { $steps } steps, so longer ones were taken; depths and the water balance hold, speeds do not
hazard-flood-done = { $steps } steps, { $rate } million cells a second, volume error { $error }; results in { $path }
hazard-slide-done = released { $volume } m³, ended after { $time } s; results in { $path }
bench-running = Measuring …
cli-county-no-plan = there is no kind of county “{ $plan }”; there is: { $plans }
cli-county-generated = not in the pack and generated on its ground: { $what }
cli-county-same-folder = the output folder is the imported pack itself, whose own tables would be overwritten; give another folder
cli-no-place = there is no place “{ $id }” in this county
