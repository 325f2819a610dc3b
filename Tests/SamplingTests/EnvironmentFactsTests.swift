import Testing

@testable import Sampling

struct EnvironmentFactsTests {
    @Test(arguments: [
        ("0", [0]), ("0-3", [0, 1, 2, 3]), ("0-1,4,6-7\n", [0, 1, 4, 6, 7]),
    ])
    func aListOfCPUsIsRead(_ text: String, _ cpus: [Int]) {
        #expect(EnvironmentFacts.cpuList(text) == cpus)
    }

    @Test(arguments: ["", "a", "3-1", "1,", "-1", "0-99999999999", "1-2-3"])
    func anythingElseIsNoList(_ text: String) {
        #expect(EnvironmentFacts.cpuList(text) == nil)
    }

    @Test func theModelIsThatOfTheFirstCPU() {
        let text = "processor\t: 0\nmodel\t\t: 17\nmodel name\t: AMD EPYC: 7\n\nmodel name\t: B\n"
        #expect(EnvironmentFacts.cpuModel(in: text) == "AMD EPYC: 7")
        #expect(EnvironmentFacts.cpuModel(in: "CPU part\t: 0xd0c\n") == nil)
    }

    @Test func mitigationsNameWhatAffectsTheMachine() {
        let summary = EnvironmentFacts.summary(ofVulnerabilities: [
            "srbds": "Not affected", "retbleed": "Mitigation: IBPB", "mds": "Vulnerable",
        ])
        #expect(summary == "mds: Vulnerable; retbleed: Mitigation: IBPB")
    }

    @Test func onlyWhatBearsOnTheNumbersIsKeptOfACommandLine() {
        let kept = EnvironmentFacts.scheduling(
            "root=/dev/sda1 quiet isolcpus=1 token=secret mitigations=off idle=poll "
                + "processor.max_cstate=1 init=/x")
        #expect(kept == "isolcpus=1 mitigations=off idle=poll processor.max_cstate=1")
    }

    @Test func thisMachineSaysWhatItIs() {
        let facts = EnvironmentFacts.read()
        #expect(facts["kernel.release"]?.isEmpty == false)
        #expect(facts["cpu.count"].flatMap(Int.init).map { $0 > 0 } == true)
        #expect(facts.values.allSatisfy { !$0.isEmpty })
    }
}
