import Foundation
import Identity

// What the documentation of an API shows.

extension Author {
    public static let example = Author(
        id: 1, name: "Jane Smith", email: "jane@example.com", bio: "Professional landscape photographer",
        createdAt: .example, updatedAt: .example)
}

extension Photo {
    public static let example = Photo(
        hothash: String(repeating: "ab12", count: 16), width: 4000, height: 3000, takenAt: .example, latitude: 59.9139,
        longitude: 10.7522, rating: 4, author: .example, stackID: nil, perceptualHash: "c3d41ab2e59f0687",
        thumbhash: "3OcRJYB4d3h/iIeHeEh3eIhw+j3A", hasColdpreview: true, files: [.example], createdAt: .example,
        updatedAt: .example)
}

extension Photo.File {
    public static let example = Photo.File(id: 123, filename: "IMG_001.jpg", sizeBytes: 2_048_576, type: "jpeg")
}

extension PhotoFile {
    public static let example = PhotoFile(
        id: 123, hothash: Photo.example.hothash, filename: "IMG_001.jpg", sizeBytes: 2_048_576, type: "jpeg",
        width: 4000, height: 3000, perceptualHash: "c3d41ab2e59f0687", exif: #"{"Make":"Canon","Model":"EOS R5"}"#,
        takenAt: .example, latitude: 59.9139, longitude: 10.7522, importSessionID: 5,
        storage: Storage(
            path: "/mnt/photos/2025/10/IMG_001.jpg", type: "local", checksum: "sha256:abc123…", lastVerified: .example),
        createdAt: .example, updatedAt: .example)
}

extension AddedFile {
    public static let example = AddedFile(id: 123, hothash: Photo.example.hothash, filename: "IMG_001.jpg")
}

extension SimilarFile {
    public static let example = SimilarFile(
        id: 125, filename: "IMG_002.jpg", hothash: Photo.example.hothash, distance: 2)
}

extension ImportSession {
    public static let example = ImportSession(
        id: 1, sourcePath: "/media/sdcard/DCIM", description: "Birthday party photos", authorID: 1, status: .pending,
        totalFiles: 0, processedFiles: 0, failedFiles: 0, createdAt: .example, updatedAt: .example)
}

extension PhotoStack {
    public static let example = PhotoStack(
        id: 1, name: "Sunset Series", type: "panorama", coverHothash: Photo.example.hothash, photoCount: 1,
        hothashes: [Photo.example.hothash], createdAt: .example, updatedAt: .example)
}

extension Account {
    public static let example = Account(
        number: 1, uuid: "7d4441cc-2b5e-4a43-9d3c-1f9a0f6d3b11", email: "john@example.com", username: "johndoe",
        role: .user, displayName: "John Doe", fullName: nil, firstName: nil, lastName: nil, bio: nil, isActive: true,
        registeredOn: .imaLink, lastIP: nil, lastSeenAt: nil, processingMode: .cloud, createdAt: .example,
        updatedAt: .example)
}

extension Date {
    /// 2025-10-20T10:00:00Z.
    static let example = Date(timeIntervalSince1970: 1_760_954_400)
}
