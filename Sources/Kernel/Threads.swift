import Glibc
import Synchronization

/// Threads and what passes between them.
package enum Thread {
    private final class Body {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts a detached thread.
    package static func start(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Body(body))
        let code = pthread_create(
            &thread, nil,
            { argument in
                if let argument {
                    Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().body()
                }
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            box.release()
            throw SystemError(call: "pthread_create", code: code)
        }
        pthread_detach(thread)
    }
}

/// A word that one thread raises and another looks at now and then.
package final class SharedFlag: Sendable {
    private let word = Atomic<Bool>(false)

    package init() {}

    package var isRaised: Bool { word.load(ordering: .acquiring) }
    package func raise() { word.store(true, ordering: .releasing) }
    package func lower() { word.store(false, ordering: .releasing) }
}

/// A mailbox of one value at a time: the taker waits, the giver never does.
package final class Mailbox<Value: Sendable>: Sendable {
    private let queue = Mutex<[Value]>([])
    private let semaphore = Semaphore()

    package init() {}

    package func put(_ value: Value) {
        queue.withLock { $0.append(value) }
        semaphore.post()
    }

    /// Waits for the next value.
    package func take() -> Value {
        while true {
            semaphore.wait()
            if let value = queue.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
                return value
            }
        }
    }

    /// The next value if there is one.
    package func takeIfThere() -> Value? {
        guard semaphore.tryWait() else { return nil }
        return queue.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
}

/// sem_init(3), private to this process.
private final class Semaphore: @unchecked Sendable {
    // The C library's semaphore may be used by any thread; that is what it is for.
    private let memory = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(memory, 0, 0) }

    deinit {
        sem_destroy(memory)
        memory.deallocate()
    }

    func post() { sem_post(memory) }
    func wait() { while sem_wait(memory) == -1 {} }
    func tryWait() -> Bool { sem_trywait(memory) == 0 }
}
