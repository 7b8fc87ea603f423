//! Bytes and texts of a pack's files, as spreadsheets and surveying programs save them.

use crate::data::{Fault, Faults, Msg};
use encoding_rs::{Encoding, GB18030};
use std::{fs::File, io::Read as _, path::Path};

/// The largest table, and the largest raster, that is read, bytes.
pub const MAX_TABLE_BYTES: u64 = 64 << 20;
pub const MAX_RASTER_BYTES: u64 = 1 << 30;

/// The bytes of a file, which is called `name` in faults.
///
/// # Errors
/// There is no such file, it is no file, too large, or cannot be read.
pub fn bytes(path: &Path, name: &str, limit: u64) -> Result<Vec<u8>, Faults> {
    let unreadable = |error: std::io::Error| {
        let message = match error.kind() {
            std::io::ErrorKind::NotFound => Msg::new("data-file-missing"),
            _ => Msg::new("data-file-unreadable").with("why", error),
        };
        Faults::from(Fault::file(name, message))
    };
    // Before opening, which would wait for ever on a pipe.
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(Fault::file(name, Msg::new("data-file-not-a-file")).into());
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > limit {
        return Err(Fault::file(name, Msg::new("data-file-large").with("limit", limit >> 20)).into());
    }
    Ok(bytes)
}

/// Text of bytes: UTF-8 with or without a mark, UTF-16 with a mark, else GB 18030, of which GBK is a part.
///
/// # Errors
/// It is none of these.
pub fn decode(bytes: &[u8], name: &str) -> Result<String, Faults> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return if broken { Err(no_text(bytes, name)) } else { Ok(text.into_owned()) };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    // A zero byte is in no text, but in many a file that is none.
    text.filter(|text| !text.contains('\0'))
        .map(std::borrow::Cow::into_owned)
        .ok_or_else(|| no_text(bytes, name))
}

fn no_text(bytes: &[u8], name: &str) -> Faults {
    let good = std::str::from_utf8(bytes).map_or_else(|e| e.valid_up_to(), str::len);
    let line = bytes[..good].iter().filter(|b| **b == b'\n').count() + 1;
    Fault { line: line as u32, column: 1, ..Fault::file(name, Msg::new("pack-no-text")) }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheets_encodings_give_the_same_text() {
        let text = "村名,人口\n新墙村,1200\n";
        let gbk = GB18030.encode(text).0.into_owned();
        let utf16: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let marked = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &gbk, &utf16, &marked] {
            assert_eq!(decode(bytes, "x").as_deref(), Ok(text));
        }
        assert!(decode(b"a\n\xff\xff\x00\xff", "x").is_err_and(|Faults(faults)| faults[0].line == 2));
    }
}
