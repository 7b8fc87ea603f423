//! Closed lines.

/// Whether a point is in a ring, whose last point is its first: a ray to the east crosses it an odd number of times.
pub fn inside(ring: &[[f64; 2]], [x, y]: [f64; 2]) -> bool {
    ring.windows(2)
        .filter(|p| (p[0][1] > y) != (p[1][1] > y))
        .filter(|p| x < p[0][0] + (y - p[0][1]) / (p[1][1] - p[0][1]) * (p[1][0] - p[0][0]))
        .count()
        % 2
        == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notch_is_outside() {
        let ring = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [2.0, 1.0], [0.0, 4.0], [0.0, 0.0]];
        assert!(inside(&ring, [1.0, 1.0]) && inside(&ring, [3.5, 3.0]));
        assert!(!inside(&ring, [2.0, 2.0]) && !inside(&ring, [5.0, 1.0]) && !inside(&ring, [1.0, -1.0]));
    }
}
