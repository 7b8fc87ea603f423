//! What was found while a pack was read: faults, which refuse it, and warnings, with which it is taken.

use crate::data::{Fault, Faults, Msg};

/// After so many faults, or warnings, of one file the rest is only counted.
const MAX_PER_FILE: usize = 60;

/// Faults and warnings, in the order found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub faults: Vec<Fault>,
    pub warnings: Vec<Fault>,
}

/// A place in a file, from one; zero where there is none. In a table the column is the number of the sheet's
/// column, in a raster in text that of the character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub line: u32,
    pub column: u32,
}

impl Report {
    pub fn fault(&mut self, fault: Fault) {
        push(&mut self.faults, fault);
    }

    /// Faults for which something cannot be read at all.
    pub fn refuse(&mut self, Faults(faults): Faults) {
        faults.into_iter().for_each(|fault| self.fault(fault));
    }

    pub fn warn(&mut self, fault: Fault) {
        push(&mut self.warnings, fault);
    }

    /// Whether nothing refuses the pack.
    pub fn sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// The value if there are no faults, with the warnings.
    ///
    /// # Errors
    /// The faults, if there is one or no value.
    pub fn none_or<T>(self, value: Option<T>) -> Result<(T, Vec<Fault>), Faults> {
        Faults(self.faults).none_or(value).map(|value| (value, self.warnings))
    }
}

fn push(list: &mut Vec<Fault>, fault: Fault) {
    let before = list.iter().filter(|f| f.file == fault.file).count();
    if before < MAX_PER_FILE {
        list.push(fault);
    } else if before == MAX_PER_FILE {
        list.push(Fault::file(&fault.file, Msg::new("data-more")));
    }
}

/// A fault at a place of a file; `field` is the name of the column or key, or empty.
pub fn at(file: &str, place: Place, field: &str, message: Msg) -> Fault {
    Fault { line: place.line, column: place.column, field: field.to_owned(), ..Fault::file(file, message) }
}
