//! The tree of a RON text, every node with its bytes, and the faults of its syntax. Parsing goes on
//! after a fault, so that one slip does not hide the others.

use super::fault::Msg;
use std::ops::Range;

/// How deep brackets may nest.
const MAX_DEPTH: u32 = 48;

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub span: Range<usize>,
    pub shape: Shape,
}

#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// `(a: 1)` or `Name(a: 1)`
    Fields(Option<String>, Vec<Field>),
    /// `(1, 2)` or `Name(1, 2)`
    Items(Option<String>, Vec<Node>),
    /// `[1, 2]`
    List(Vec<Node>),
    /// `{"a": 1}`
    Map(Vec<(Node, Node)>),
    /// `true`, `None`, `Le`
    Word(String),
    Text(String),
    /// As written.
    Number(String),
    /// Reported as a fault of syntax.
    Broken,
}

#[derive(Clone, Debug)]
pub(super) struct Field {
    pub key: String,
    pub key_at: usize,
    pub node: Node,
}

/// A fault of syntax at a byte.
pub(super) struct Slip {
    pub at: usize,
    pub message: Msg,
}

/// Parse a whole text. The tree is as good as the text allows; there is none where brackets do not match,
/// since nobody knows then what belongs where.
pub(super) fn parse(text: &str, json: bool) -> (Option<Node>, Vec<Slip>) {
    let mut parser = Parser { text, json, at: 0, depth: 0, slips: Vec::new(), given_up: false };
    parser.attributes();
    let root = parser.value();
    parser.gap();
    if parser.at < text.len() && !parser.given_up {
        parser.slip(parser.at, Msg::new("data-syntax-after-end"));
    }
    ((!parser.given_up).then_some(root), parser.slips)
}

struct Parser<'a> {
    text: &'a str,
    json: bool,
    at: usize,
    depth: u32,
    slips: Vec<Slip>,
    /// Set where going on would only repeat one fault.
    given_up: bool,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn slip(&mut self, at: usize, message: Msg) {
        if !self.given_up {
            self.slips.push(Slip { at, message });
        }
    }

    fn give_up(&mut self, at: usize, message: Msg) {
        self.slip(at, message);
        self.given_up = true;
        self.at = self.text.len();
    }

    /// White space and comments.
    fn gap(&mut self) {
        loop {
            self.at += self.rest().len() - self.rest().trim_start().len();
            if self.rest().starts_with("//") {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            } else if self.rest().starts_with("/*") {
                self.block_comment();
            } else {
                return;
            }
        }
    }

    fn block_comment(&mut self) {
        let start = self.at;
        let mut open = 0;
        loop {
            if self.rest().starts_with("/*") {
                (open, self.at) = (open + 1, self.at + 2);
            } else if self.rest().starts_with("*/") {
                (open, self.at) = (open - 1, self.at + 2);
            } else if let Some(c) = self.peek() {
                self.at += c.len_utf8();
            } else {
                return self.give_up(start, Msg::new("data-syntax-open-comment"));
            }
            if open == 0 {
                return;
            }
        }
    }

    /// `#![enable(…)]` at the head: read and ignored, `implicit_some` always holds.
    fn attributes(&mut self) {
        self.gap();
        while self.rest().starts_with("#!") {
            self.at += self.rest().find(']').map_or(self.rest().len(), |end| end + 1);
            self.gap();
        }
    }

    fn value(&mut self) -> Node {
        self.gap();
        let start = self.at;
        let shape = match self.peek() {
            Some('(') => self.parenthesis(None),
            Some('[') => self.list(),
            Some('{') => self.map(),
            Some('"') => self.text(),
            Some('r') if self.rest().starts_with("r\"") || self.rest().starts_with("r#") => self.raw_text(),
            Some(c) if c.is_ascii_digit() || matches!(c, '+' | '-' | '.') => {
                Shape::Number(self.run(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_')))
            }
            Some(c) if c.is_alphabetic() || c == '_' => {
                let word = self.word();
                let end = self.at;
                self.gap();
                if self.peek() == Some('(') {
                    self.parenthesis(Some(word))
                } else {
                    self.at = end;
                    Shape::Word(word)
                }
            }
            Some(c) => {
                self.slip(start, Msg::new("data-syntax-value").with("found", c));
                self.skip();
                Shape::Broken
            }
            None => {
                self.slip(start, Msg::new("data-syntax-end"));
                Shape::Broken
            }
        };
        Node { span: start..self.at, shape }
    }

    fn run(&mut self, part: impl Fn(char) -> bool) -> String {
        let len = self.rest().find(|c| !part(c)).unwrap_or(self.rest().len());
        let run = self.rest()[..len].to_owned();
        self.at += len;
        run
    }

    fn word(&mut self) -> String {
        self.run(|c| c.is_alphanumeric() || c == '_')
    }

    /// To the next comma, bracket or line end, so that one wrong character is one fault.
    fn skip(&mut self) {
        let stop = |c: char| matches!(c, ',' | '(' | ')' | '[' | ']' | '{' | '}' | '\n');
        self.run(|c| !stop(c));
    }

    fn text(&mut self) -> Shape {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                Some('"') => break self.at += 1,
                Some('\\') => {
                    self.at += 1;
                    self.at += self.peek().map_or(0, char::len_utf8);
                }
                Some(c) => self.at += c.len_utf8(),
                None => {
                    self.give_up(start, Msg::new("data-syntax-open-text"));
                    return Shape::Broken;
                }
            }
        }
        self.decoded(start)
    }

    fn raw_text(&mut self) -> Shape {
        let start = self.at;
        self.at += 1;
        let end = format!("\"{}", self.run(|c| c == '#'));
        let Some(len) = self.eat('"').then(|| self.rest().find(&end)).flatten() else {
            self.give_up(start, Msg::new("data-syntax-open-text"));
            return Shape::Broken;
        };
        self.at += len + end.len();
        self.decoded(start)
    }

    /// The text between `start` and here, its escapes resolved.
    fn decoded(&mut self, start: usize) -> Shape {
        let written = &self.text[start..self.at];
        // JSON has escapes of its own.
        let text = match self.json {
            true => serde_json::from_str(written).ok(),
            false => ron::from_str::<String>(written).ok(),
        };
        match text {
            Some(text) => Shape::Text(text),
            None => {
                self.slip(start, Msg::new("data-syntax-escape"));
                Shape::Broken
            }
        }
    }

    fn parenthesis(&mut self, name: Option<String>) -> Shape {
        let after = self.at + 1;
        // Fields have a word and a colon.
        self.at = after;
        self.gap();
        self.word();
        let named = self.at > after && {
            self.gap();
            self.peek() == Some(':')
        };
        self.at = after - 1;
        if named {
            let mut fields = Vec::new();
            self.bracket('(', ')', |parser| {
                let key_at = parser.at;
                let key = parser.word();
                if key.is_empty() {
                    parser.slip(key_at, Msg::new("data-syntax-field"));
                    return parser.skip();
                }
                parser.gap();
                if !parser.eat(':') {
                    parser.slip(parser.at, Msg::new("data-syntax-colon").with("after", &key));
                }
                let node = parser.value();
                fields.push(Field { key, key_at, node });
            });
            return Shape::Fields(name, fields);
        }
        let mut items = Vec::new();
        self.bracket('(', ')', |parser| items.push(parser.value()));
        Shape::Items(name, items)
    }

    fn list(&mut self) -> Shape {
        let mut items = Vec::new();
        self.bracket('[', ']', |parser| items.push(parser.value()));
        Shape::List(items)
    }

    fn map(&mut self) -> Shape {
        let mut entries = Vec::new();
        self.bracket('{', '}', |parser| {
            let key = parser.value();
            parser.gap();
            if !parser.eat(':') {
                parser.slip(parser.at, Msg::new("data-syntax-map-colon"));
            }
            entries.push((key, parser.value()));
        });
        Shape::Map(entries)
    }

    /// Entries separated by commas between `open`, where the parser stands, and `close`.
    fn bracket(&mut self, open: char, close: char, mut entry: impl FnMut(&mut Self)) {
        let start = self.at;
        self.at += open.len_utf8();
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.give_up(start, Msg::new("data-syntax-depth").with("limit", MAX_DEPTH));
        }
        loop {
            self.gap();
            let before = self.at;
            match self.peek() {
                None => {
                    self.give_up(start, Msg::new("data-syntax-open").with("open", open));
                    break;
                }
                Some(c @ (')' | ']' | '}')) => {
                    self.at += 1;
                    if c != close {
                        let message = Msg::new("data-syntax-close").with("found", c).with("close", close);
                        self.give_up(self.at - 1, message);
                    }
                    break;
                }
                _ => {}
            }
            entry(self);
            let end = self.at;
            self.gap();
            match self.peek() {
                Some(',') => self.at += 1,
                // A field's name where a list goes on: the list was to end before it.
                Some(':') => self.give_up(start, Msg::new("data-syntax-open").with("open", open)),
                None | Some(')' | ']' | '}') => {}
                Some(c) if self.at == before => self.at += c.len_utf8(),
                Some(_) => self.slip(end, Msg::new("data-syntax-comma")),
            }
        }
        self.depth -= 1;
    }
}
