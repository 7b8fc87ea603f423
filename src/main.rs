//! The program `sandtable`; all of it is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    sandtable::cli::main()
}
