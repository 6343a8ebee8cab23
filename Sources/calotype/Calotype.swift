import ArgumentParser

@main
struct Calotype: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "calotype")
}
