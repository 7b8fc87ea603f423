//! The kernel's row loops compiled for several instruction sets, picked at run time. None of them
//! changes a bit of the result: Rust never fuses a product and a sum on its own.

use super::kernel::{self, Around, FaceRow, Peaks, SoakRow, Step};

/// Instruction set to run the row loops with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isa {
    /// What the program was built for.
    Base,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Isa {
    /// The widest that this machine has.
    pub fn widest() -> Isa {
        Self::all().last().unwrap_or(Isa::Base)
    }

    /// All that this machine has, from the narrowest on.
    fn all() -> impl Iterator<Item = Isa> {
        let all = [
            (Isa::Base, true),
            #[cfg(target_arch = "x86_64")]
            (Isa::Avx2, is_x86_feature_detected!("avx2")),
            #[cfg(target_arch = "x86_64")]
            (
                Isa::Avx512,
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512bw"),
            ),
        ];
        all.into_iter().filter(|&(_, has)| has).map(|(isa, _)| isa)
    }
}

macro_rules! dispatched {
    ($name:ident ( $($arg:ident : $type:ty),* ) $(-> $out:ty)?) => {
        pub fn $name(isa: Isa, $($arg: $type),*) $(-> $out)? {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn avx2($($arg: $type),*) $(-> $out)? { kernel::$name($($arg),*) }
                #[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw")]
                fn avx512($($arg: $type),*) $(-> $out)? { kernel::$name($($arg),*) }
                match isa {
                    // SAFETY: `Isa::all` is the only source of these values and has seen the features.
                    Isa::Avx512 => return unsafe { avx512($($arg),*) },
                    // SAFETY: as above.
                    Isa::Avx2 => return unsafe { avx2($($arg),*) },
                    Isa::Base => {}
                }
            }
            let _ = isa;
            kernel::$name($($arg),*)
        }
    };
}

dispatched!(faces(row: FaceRow, step: &Step) -> Peaks);
dispatched!(donors(share: &mut [f32], depth: &[f32], around: Around, dt_dx: f32));
dispatched!(limit(flow: &mut [f32], before: &[f32], behind: &[f32]));
dispatched!(balance(depth: &mut [f32], rest: &mut [f32], around: Around, dt_dx: f32));
dispatched!(deepest(depth: &[f32], deepest: &mut [f32]));
dispatched!(short(share: &[f32], short: &mut [bool]));
dispatched!(soak(row: SoakRow, dt_s: f32));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::{Draw, draw::Process};

    fn row(part: u64, low: f32, high: f32) -> Vec<f32> {
        (0..211).map(|i| Draw::new(part, i, Process::Terrain).range(low, high)).collect()
    }

    /// Bits of everything the kernels make of some random rows.
    fn results(isa: Isa) -> Vec<u32> {
        let (h, z, n, q) = (row(1, -0.5, 3.0), row(2, 0.0, 2.0), row(3, 0.0, 0.1), row(4, -2.0, 2.0));
        let h: Vec<f32> = h.iter().map(|h| h.max(0.0)).collect();
        let step = Step { dt_s: 2.3, inv_dx: 1.0 / 60.0, theta: 0.9, dry_m: 1e-3, froude_max: 1.0 };
        let mut flow = vec![0.0; 200];
        let faces_row = FaceRow {
            out: &mut flow,
            h: [&h, &h[1..]],
            z: [&z, &z[1..]],
            n: [&n, &n[1..]],
            q: [&q[1..], &q, &q[2..]],
            across: [&q[3..], &q[4..], &q[5..], &q[6..]],
        };
        let peaks = faces(isa, faces_row, &step);
        let mut share = vec![1.0; 199];
        donors(isa, &mut share, &h, [&flow, &flow[1..], &q, &q[1..]], 0.4);
        limit(isa, &mut flow[1..199], &share, &share[1..]);
        let (mut depth, mut rest) = (h[..199].to_vec(), row(5, -1e-8, 1e-8)[..199].to_vec());
        balance(isa, &mut depth, &mut rest, [&flow, &flow[1..], &flow, &flow[1..]], 0.1);
        let (mut room, mut taken) = (row(6, 0.0, 1e-4), row(7, 0.0, 0.1));
        let mut sums = [[0.0; 16]; 3];
        for start in (0..199).step_by(16) {
            let range = start..(start + 16).min(199);
            let row = SoakRow {
                depth: &mut depth[range.clone()],
                rest: &mut rest[range.clone()],
                store: &mut room[range.clone()],
                taken: &mut taken[range.clone()],
                conductivity: &row(8, 0.0, 1e-5)[range.clone()],
                suction: &row(9, 0.0, 0.1)[range],
                fallen: &[1e-4; 16],
                sums: &mut sums,
            };
            soak(isa, row, 10.0);
        }
        let mut most = vec![0.0; 13];
        deepest(isa, &depth, &mut most);
        let mut limited = vec![false; 13];
        short(isa, &share, &mut limited);
        let fields = [&flow, &share, &depth, &rest, &room, &taken, &most].into_iter().flatten();
        let sums = sums.into_iter().flatten().map(|sum| sum as f32);
        let extra = limited.into_iter().map(|l| f32::from(u8::from(l))).chain(sums);
        let peaks = [peaks.wave_m_s(), peaks.speed_m_s()];
        fields.copied().chain(extra).chain(peaks).map(f32::to_bits).collect()
    }

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        let base = results(Isa::Base);
        assert!(base.iter().any(|&bits| f32::from_bits(bits) < 0.0), "some water flows");
        for isa in Isa::all() {
            println!("{isa:?}");
            assert!(results(isa) == base, "{isa:?} differs");
        }
    }
}
