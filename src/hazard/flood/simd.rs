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
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512bw")
            {
                return Isa::Avx512;
            }
            if is_x86_feature_detected!("avx2") {
                return Isa::Avx2;
            }
        }
        Isa::Base
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
                    // SAFETY: `Isa::widest` is the only source of these values and has seen the features.
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
