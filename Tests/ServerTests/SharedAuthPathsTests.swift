import Gateway
import Identity
import Testing

@testable import Server

@Suite("A path that three dialects own")
struct SharedAuthPathsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var action: String
        var body: JSONValue?
        var token: Surface?
        var registeredOn: Surface?
        var surface: Surface
        var isOpen = false

        var testDescription: String { "\(action) \(String(describing: body)) token \(String(describing: token))" }
    }

    // contract.md, "The five paths that collide", case by case.
    static let cases: [Case] = [
        // 1. The body's keys, whatever token or account there is.
        Case(action: "register", body: ["display_name": "J", "username": "j"], token: .mlFramework, surface: .imaLink),
        Case(action: "register", body: ["username": "j", "email": "e"], token: .imaLink, surface: .mlFramework),
        Case(action: "register", body: ["email": "e"], token: .imaLink, surface: .imagineAI),
        Case(action: "register", body: [:], surface: .imagineAI),
        Case(action: "login", body: ["username": "j", "password": "p"], registeredOn: .imagineAI, surface: .imaLink),
        Case(action: "refresh", body: ["refreshToken": "r"], token: .imagineAI, surface: .mlFramework),
        Case(action: "refresh", body: ["refresh_token": "r"], token: .mlFramework, surface: .imagineAI),
        Case(action: "logout", body: ["refreshToken": "r"], token: .imaLink, surface: .mlFramework),
        Case(action: "logout", body: nil, token: .imagineAI, surface: .imaLink),
        // 2. The token's surface.
        Case(action: "login", body: ["email": "e"], token: .mlFramework, registeredOn: .imaLink, surface: .mlFramework),
        Case(action: "me", body: nil, token: .imaLink, registeredOn: .mlFramework, surface: .imaLink),
        Case(action: "me", body: nil, token: .imagineAI, surface: .imagineAI),
        // 3. Where the account was registered, if that is one of the three; else imagineai. A refusal tells neither.
        Case(action: "login", body: ["email": "e"], registeredOn: .imaLink, surface: .imaLink, isOpen: true),
        Case(
            action: "login", body: ["email": "e", "username": "u"], registeredOn: .mlFramework, surface: .mlFramework,
            isOpen: true),
        Case(action: "login", body: ["email": "e"], surface: .imagineAI, isOpen: true),
        Case(action: "login", body: ["email": "e"], registeredOn: .pocketMusec, surface: .imagineAI, isOpen: true),
        Case(action: "login", body: nil, surface: .imagineAI, isOpen: true),
        Case(action: "me", body: nil, token: .textExtraction, registeredOn: .imaLink, surface: .imaLink, isOpen: true),
        Case(action: "me", body: nil, surface: .imagineAI, isOpen: true),
        Case(action: "refresh", body: [:], surface: .imagineAI, isOpen: true),
    ]

    @Test("is answered by the dialect that keys, token or account name, in that order", arguments: cases)
    func decides(example: Case) {
        let decision = SharedAuthPaths.decide(
            action: example.action, body: example.body, tokenSurface: example.token, registeredOn: example.registeredOn)
        #expect(decision == SharedPathDecision(example.surface, isOpen: example.isOpen))
    }
}
