import 'server-only'

/** Endings of source code and settings, and what a code block calls them. */
const LANGUAGES: Record<string, string> = Object.fromEntries(
  `ts:typescript mts:typescript cts:typescript tsx:tsx js:javascript mjs:javascript cjs:javascript jsx:jsx vue:vue
  svelte:svelte astro:astro py:python pyi:python rb:ruby go:go rs:rust java:java kt:kotlin kts:kotlin scala:scala
  groovy:groovy gradle:groovy c:c h:c cc:cpp cpp:cpp cxx:cpp hpp:cpp hh:cpp cs:csharp fs:fsharp vb:vb swift:swift m:objc
  mm:objc php:php pl:perl pm:perl lua:lua r:r jl:julia dart:dart ex:elixir exs:elixir erl:erlang hrl:erlang hs:haskell
  ml:ocaml mli:ocaml clj:clojure cljs:clojure elm:elm nim:nim zig:zig sol:solidity sql:sql graphql:graphql gql:graphql
  proto:protobuf thrift:thrift sh:bash bash:bash zsh:bash fish:fish ps1:powershell psm1:powershell bat:bat cmd:bat
  css:css scss:scss sass:sass less:less yaml:yaml yml:yaml toml:toml ini:ini cfg:ini conf:ini properties:properties
  env:bash tf:hcl hcl:hcl nix:nix xml:xml xsd:xml xsl:xml wsdl:xml plist:xml svg:xml tex:latex bib:bibtex cmake:cmake
  mk:makefile dockerfile:dockerfile patch:diff diff:diff vim:vim asm:asm s:asm v:verilog vhd:vhdl`
    .split(/\s+/)
    .map((pair) => pair.split(':') as [string, string]),
)
const NAMES: Record<string, string> = {
  dockerfile: 'dockerfile',
  makefile: 'makefile',
  jenkinsfile: 'groovy',
  vagrantfile: 'ruby',
  gemfile: 'ruby',
  rakefile: 'ruby',
  'cmakelists.txt': 'cmake',
  justfile: 'makefile',
}

/** What a file of this name is written in; undefined: no source code. */
export function codeLanguage(name: string): string | undefined {
  const base = name.slice(name.lastIndexOf('/') + 1).toLowerCase()
  const own = Object.hasOwn(NAMES, base) ? NAMES[base] : undefined
  const ending = base.slice(base.lastIndexOf('.') + 1)
  return own ?? (base.includes('.') && Object.hasOwn(LANGUAGES, ending) ? LANGUAGES[ending] : undefined)
}
