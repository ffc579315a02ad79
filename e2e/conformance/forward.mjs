/**
 * What the suite starts for each scenario: hands it to the player that listens at PORTOLAN_PLAYER, so that thirty
 * scenarios start our code once. The suite appends the server's URL.
 */
const { PORTOLAN_PLAYER, MCP_CONFORMANCE_SCENARIO, MCP_CONFORMANCE_CONTEXT } = process.env
const answer = await fetch(PORTOLAN_PLAYER, {
  method: 'POST',
  body: JSON.stringify({
    url: process.argv.at(-1),
    scenario: MCP_CONFORMANCE_SCENARIO,
    context: JSON.parse(MCP_CONFORMANCE_CONTEXT ?? '{}'),
  }),
})
process.stdout.write(`${await answer.text()}\n`)
process.exitCode = answer.ok ? 0 : 1
