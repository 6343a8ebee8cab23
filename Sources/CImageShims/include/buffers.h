#pragma once

/// Has freed memory of up to 8 MB a piece, 16 MB a thread together, stay with the process. Otherwise glibc gives each buffer of
/// 128 KB and more back to the system, which hands it out again page by page, cleared: a tenth of an upload's time.
void calotype_keep_buffers(void);
