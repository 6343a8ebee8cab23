import Gateway
import Library

/// A stack with its photos.
struct StackShape: JSONShape {
    let stack: PhotoStack

    init(_ stack: PhotoStack) { self.stack = stack }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", stack.id)
        object.write("name", stack.name)
        object.write("stack_type", stack.type)
        object.write("cover_photo_hothash", stack.coverHothash)
        object.write("photo_hothashes", stack.hothashes)
        object.write("photo_count", stack.photoCount)
        object.write("created_at", UTCTime(stack.createdAt))
        object.write("updated_at", UTCTime(stack.updatedAt))
    }
}

/// A stack in a list: how many photos, and not which.
struct StackItemShape: JSONShape {
    let stack: PhotoStack

    init(_ stack: PhotoStack) { self.stack = stack }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", stack.id)
        object.write("name", stack.name)
        object.write("stack_type", stack.type)
        object.write("cover_photo_hothash", stack.coverHothash)
        object.write("photo_count", stack.photoCount)
        object.write("created_at", UTCTime(stack.createdAt))
        object.write("updated_at", UTCTime(stack.updatedAt))
    }
}

/// A stack as one of its photos shows it.
struct StackSummaryShape: JSONShape {
    let stack: PhotoStack

    init(_ stack: PhotoStack) { self.stack = stack }

    static var example: Self { Self(.example) }

    func write(to object: inout JSONObjectWriter) {
        object.write("id", stack.id)
        object.write("name", stack.name)
        object.write("stack_type", stack.type)
        object.write("photo_count", stack.photoCount)
        object.write("cover_photo_hothash", stack.coverHothash)
        object.write("created_at", UTCTime(stack.createdAt))
    }
}

/// What became of a stack.
struct StackAnswer: JSONShape {
    let message: String
    let stack: StackShape

    static var example: Self { Self(message: "Photo stack created successfully", stack: .example) }

    func write(to object: inout JSONObjectWriter) {
        object.writeSuccess(message)
        object.write("stack", stack)
    }
}

/// What became of a stack that was changed: the stack itself, and the same again where other answers have it.
struct ChangedStackAnswer: JSONShape {
    let stack: StackShape

    static var example: Self { Self(stack: .example) }

    func write(to object: inout JSONObjectWriter) {
        stack.write(to: &object)
        StackAnswer(message: "Photo stack updated successfully", stack: stack).write(to: &object)
    }
}
