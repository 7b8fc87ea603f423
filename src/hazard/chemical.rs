//! Chemical fire and release: pure physics, by point, on receptors and on grids.
//!
//! | File | What it holds |
//! |---|---|
//! | `substance` | the substances, from `assets/substances.ron` |
//! | `limits` | thresholds and rates of response, from `assets/chemical.ron` |
//! | `air` | gas law: densities, ppm and kg/m³ |
//! | `pipe` | a hole in a pipe that a tank feeds |
//! | `leak` | flow through a hole: liquid, gas, both; a tank that empties |
//! | `pool` | spread of a spill to its bund and evaporation |
//! | `stability` | stability of the air from wind, sun and clouds |
//! | `sigma` | widths of plumes and puffs by stability, rural and urban |
//! | `plume` | the steady Gaussian plume and the single puff |
//! | `dense` | gas heavier than air: criterion and Britter–McQuaid's plume |
//! | `heavy` | clouds that sink and run apart, on their way to light ones |
//! | `puffs` | a train of puffs in a wind that turns |
//! | `exposure` | peak, dose, toxic load, indoor air, deaths |
//! | `plain` | a release into a wind, on receptors and with zones |
//! | `zones` | polygons around what exceeds a concentration |
//! | `pool_fire` | burning pools, jets, heat and what stands near |
//! | `fireball` | the fireball of a bursting tank (BLEVE) |
//! | `blast`, `burst` | explosion of a vapour cloud, of a tank: overpressure and damage |
//! | `water` | foam, cooling and where the fire water goes |
//! | `goods`, `warehouse` | packed goods that burn in a hall, and their smoke |
//! | `river` | what runs off goes down a river |

pub mod air;
pub mod blast;
pub mod burst;
pub mod dense;
pub mod exposure;
pub mod fireball;
pub mod goods;
pub mod heavy;
pub mod leak;
pub mod limits;
pub mod pipe;
pub mod plain;
pub mod plume;
pub mod pool;
pub mod pool_fire;
pub mod puffs;
pub mod river;
pub mod sigma;
pub mod stability;
pub mod substance;
pub mod warehouse;
pub mod water;
pub mod zones;
