import Gateway
import HTTPTypes
import Identity
import Library

/// The five paths that imagineai, ml-framework and imalink all own: `/api/v1/auth/{register,login,refresh,me,logout}`.
/// Which of them answers is told by the body's keys; else by the surface of the caller's token; else by the surface where
/// the account was registered; else it is imagineai.
enum SharedAuthPaths {
    static let owners: Set<Surface> = [.imagineAI, .mlFramework, .imaLink]

    /// The rule alone.
    ///
    /// - Parameters:
    ///   - action: the path's last segment.
    ///   - tokenSurface: of a token that is good.
    ///   - registeredOn: of the account that the request names, by its e-mail or its token; nil where there is none.
    static func decide(
        action: String, body: JSONValue?, tokenSurface: Surface?, registeredOn: Surface?
    ) -> SharedPathDecision {
        let hasKey = { (name: String) in body?[name] != nil }
        switch action {
        case "register":
            if hasKey("display_name") { return SharedPathDecision(.imaLink, isOpen: false) }
            return SharedPathDecision(hasKey("username") ? .mlFramework : .imagineAI, isOpen: false)
        case "login" where hasKey("username") && !hasKey("email"):
            return SharedPathDecision(.imaLink, isOpen: false)
        case "refresh" where hasKey("refreshToken"): return SharedPathDecision(.mlFramework, isOpen: false)
        case "refresh" where hasKey("refresh_token"): return SharedPathDecision(.imagineAI, isOpen: false)
        case "logout":
            return SharedPathDecision(hasKey("refreshToken") ? .mlFramework : .imaLink, isOpen: false)
        default: break
        }
        if let tokenSurface, owners.contains(tokenSurface) { return SharedPathDecision(tokenSurface, isOpen: false) }
        return SharedPathDecision(registeredOn.flatMap { owners.contains($0) ? $0 : nil } ?? .imagineAI, isOpen: true)
    }

    /// The rule with the library to ask. What the library cannot say leaves the question open.
    static func rule(asking library: Library) -> SharedPathRule {
        SharedPathRule(
            decide: { request in
                var caller: Caller?
                if let token = request.token { caller = try? await library.accounts.authenticate(token, on: nil) }
                var registeredOn: Surface?
                if let name = request.body?["email"]?.text {
                    // Every place that logs in takes the username too.
                    registeredOn = try? await library.accounts.account(signInName: name).registeredOn
                } else if let caller {
                    registeredOn = try? await library.accounts.account(of: caller).registeredOn
                }
                let action = request.path.split(separator: "/").last.map(String.init) ?? ""
                return decide(
                    action: action, body: request.body, tokenSurface: caller?.surface, registeredOn: registeredOn)
            },
            openRefusal: openRefusal,
            openErrorBody: { refusal, object in
                object.write("detail", refusal.message)
                object.write("status_code", refusal.status.code)
            })
    }

    /// imagineai's statuses. They must be the same for an account that is known and for one that is not.
    static func openRefusal(_ error: any Error) -> Refusal? {
        switch error {
        case RequestError.field(let name, let fault):
            Refusal(.unprocessableContent, "\(name) \(fault.words)", fields: [(name, fault)])
        case AccountError.invalid(let field, let problem):
            Refusal(.unprocessableContent, "\(field.rawValue) \(problem)")
        case AccountError.wrongCredentials: Refusal(.unauthorized, "Invalid credentials")
        case AccountError.badRefreshToken: Refusal(.unauthorized, "Invalid refresh token")
        case AccountError.tooManyAttempts(let allowance): .tooMany("Too many requests", allowance)
        case LibraryError.busy: .busy(retryAfterSeconds: 1)
        default: nil
        }
    }
}
