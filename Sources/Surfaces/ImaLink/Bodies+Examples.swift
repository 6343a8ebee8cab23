import Gateway

// What the documentation shows of a body.

extension RegisterBody: ExampleBody {
    static var example: JSONValue {
        [
            "username": "johndoe", "email": "john@example.com", "password": "securepass123",
            "display_name": "John Doe",
        ]
    }
}

extension LoginBody: ExampleBody {
    static var example: JSONValue { ["username": "johndoe", "password": "securepass123"] }
}

extension PasswordBody: ExampleBody {
    static var example: JSONValue { ["current_password": "oldpass123", "new_password": "newpass456"] }
}

extension PhotoBody: ExampleBody {
    static var example: JSONValue { ["rating": 5, "author_id": 2, "gps_latitude": 60.0, "gps_longitude": 11.0] }
}

extension SearchBody: ExampleBody {
    static var example: JSONValue {
        [
            "query": "sunset beach", "rating_min": 3, "rating_max": 5, "taken_after": "2025-01-01T00:00:00Z",
            "taken_before": "2025-12-31T23:59:59Z", "author_id": 1, "offset": 0, "limit": 50,
        ]
    }
}

extension FileBody: ExampleBody {
    static var example: JSONValue {
        [
            "filename": "IMG_001.jpg", "file_size": 2_048_576, "file_type": "jpeg", "width": 4000, "height": 3000,
            "hotpreview": "data:image/jpeg;base64,/9j/4AAQSkZJRg...", "perceptual_hash": "c3d41ab2e59f0687",
            "exif_dict": ["Make": "Canon", "Model": "EOS R5"], "taken_at": "2025-10-15T14:30:00Z",
            "gps_latitude": 59.9139, "gps_longitude": 10.7522, "import_session_id": 5,
        ]
    }
}

extension StorageBody: ExampleBody {
    static var example: JSONValue {
        ["storage_path": "/mnt/photos/2025/10/IMG_001.jpg", "storage_type": "local", "checksum": "sha256:abc123..."]
    }
}

extension StackBody: ExampleBody {
    static var example: JSONValue { ["stack_type": "panorama", "cover_photo_hothash": "abc123..."] }
}
