#pragma once

/// Has freed memory of up to 32 MB a piece, 64 MB a thread together, stay with the process: what glibc comes to by itself once it has
/// seen a large picture. Until then it gives each buffer of 128 kB and more back to the system, which hands it out again page
/// by page, cleared: a tenth of an upload's time.
void calotype_keep_buffers(void);
