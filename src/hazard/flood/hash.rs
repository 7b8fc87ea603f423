//! The bits of the state, for the drill's state hash.

use super::Flood;
use core::hash::Hasher;

impl Flood {
    /// Feed the bits of everything that decides how the water goes on into a hasher.
    pub fn hash_into(&self, hasher: &mut impl Hasher) {
        let soil = &self.soil;
        // The ground too: slides and breaches change it.
        hash_field(&self.ground_m, hasher);
        for field in [&self.depth_m, &self.rest_m, &self.qx, &self.qy, &soil.taken_m, &soil.store_m] {
            hash_field(field, hasher);
        }
        for &(place, crest) in self.crests_x.iter().chain(&self.crests_y) {
            hasher.write_u32(place);
            hash_field(&[crest.crest_m, crest.gap_m, crest.gap_share], hasher);
        }
        for &(place, choke) in self.chokes_x.iter().chain(&self.chokes_y) {
            hasher.write_u32(place);
            hash_field(&[choke.opening_m2, choke.soffit_m, choke.deck_m, choke.blocked], hasher);
        }
        for (cell, channel) in self.channels.state() {
            hasher.write_u32(cell);
            hash_field(&channel, hasher);
        }
        for link in &self.links {
            hasher.write_u64(link.flow_m3s.to_bits());
            hasher.write_u64(link.moved_m3.to_bits());
            hasher.write_u32(link.floor_m.to_bits());
        }
        hasher.write_u32(self.wave_m_s.to_bits());
        for window in &self.windows {
            window.hash_into(hasher);
        }
    }
}

fn hash_field(field: &[f32], hasher: &mut impl Hasher) {
    // In blocks: a hasher is slow on single values.
    let mut bytes = [0u8; 4 * 256];
    for block in field.chunks(256) {
        for (out, value) in bytes.chunks_exact_mut(4).zip(block) {
            out.copy_from_slice(&value.to_bits().to_le_bytes());
        }
        hasher.write(&bytes[..4 * block.len()]);
    }
}
