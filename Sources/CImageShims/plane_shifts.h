#pragma once

// What the passes of plane_passes.h share: how far a sum is shifted to become a sample, and what makes the shift round.

enum {
  /// 8 × 2¹⁴ down to 32.
  CALOTYPE_DOWN_SHIFT = 14 + 3 - 5,
  CALOTYPE_DOWN_ROUNDING = 1 << (CALOTYPE_DOWN_SHIFT - 1),
  /// 2¹⁴ down to 32, and 128 less.
  CALOTYPE_BYTES_DOWN_SHIFT = 14 - 5,
  CALOTYPE_BYTES_DOWN_ROUNDING = (1 << (CALOTYPE_BYTES_DOWN_SHIFT - 1)) - (128 << 14),
  /// 32 × 2¹⁴ down to 8.
  CALOTYPE_ACROSS_SHIFT = 14 + 5 - 3,
};
