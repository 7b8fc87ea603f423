//! Where the fields of a RON text stand, by path.

use super::{
    fault::{Fault, Msg},
    tree::{Node, Shape},
};

/// The fields of one text by path (`inflows[0].river`, `hydrograph[3].1`, `limits.YY-R01`), to place
/// faults that are found after reading.
#[derive(Clone, Debug)]
pub struct SpanIndex {
    pub(super) file: String,
    /// Starts of lines as bytes.
    lines: Vec<usize>,
    text: String,
    pub(super) root: Option<Node>,
}

impl SpanIndex {
    pub(super) fn new(file: &str, text: &str, root: Option<Node>) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { file: file.to_owned(), lines, text: text.to_owned(), root }
    }

    /// First byte of the value at `path`; of the nearest value around it that is written where it is
    /// not.
    pub fn byte(&self, path: &str) -> usize {
        self.node(path).0.map_or(0, |node| node.span.start)
    }

    /// The value at `path` as it is written; `None` where nothing is.
    pub fn written(&self, path: &str) -> Option<&str> {
        let (node, whole) = self.node(path);
        self.text.get(node.filter(|_| whole)?.span.clone())
    }

    /// Number of the line, from 1 on, in which the value at `path` begins.
    pub fn line(&self, path: &str) -> usize {
        self.lines.partition_point(|start| *start <= self.byte(path))
    }

    /// The value at `path` or the nearest that is written around it, and whether it is the one at `path`.
    fn node(&self, path: &str) -> (Option<&Node>, bool) {
        let Some(mut node) = self.root.as_ref() else { return (None, false) };
        let segments = path.split(['.', '[', ']']).filter(|segment| !segment.is_empty());
        'segments: for segment in segments {
            loop {
                let index = segment.parse::<usize>().ok();
                let next = match &node.shape {
                    Shape::Fields(_, fields) => fields.iter().find(|f| f.key == segment).map(|f| &f.node),
                    Shape::List(items) | Shape::Items(_, items) => index.and_then(|index| items.get(index)),
                    Shape::Map(entries) => entries
                        .iter()
                        .find(|(key, _)| matches!(&key.shape, Shape::Text(text) if text == segment))
                        .map(|(_, value)| value),
                    _ => None,
                };
                match (next, &node.shape) {
                    (Some(next), _) => {
                        node = next;
                        continue 'segments;
                    }
                    // `Some(x)` and `Variant(x)` add nothing to a path.
                    (None, Shape::Items(Some(_), items)) if items.len() == 1 => node = &items[0],
                    _ => return (Some(node), false),
                }
            }
        }
        (Some(node), true)
    }

    /// A fault at the value at `path`.
    pub fn fault(&self, path: &str, message: Msg) -> Fault {
        self.fault_at(self.byte(path), path, message)
    }

    pub(super) fn fault_at(&self, byte: usize, path: &str, message: Msg) -> Fault {
        let byte = byte.min(self.text.len());
        let line = self.lines.partition_point(|start| *start <= byte);
        let start = self.lines[line - 1];
        let column = self.text[start..byte].chars().count() + 1;
        Fault {
            line: line as u32,
            column: column as u32,
            field: path.to_owned(),
            ..Fault::file(&self.file, message)
        }
    }
}
