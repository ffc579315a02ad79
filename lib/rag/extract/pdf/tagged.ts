import 'server-only'
import type { DocumentBuilder } from '../document-builder'
import { isText, joinLines, type PageText, type StructNode } from './page-text'

const ARTIFACT = Symbol('artifact')

/** The text of each piece that the structure refers to, and how much of the page that is. */
export interface Pieces {
  texts: Map<string, { lines: string[]; isMono: boolean }>
  /** Of letters: 0 to 1. What is marked as the page's frame counts on neither side. */
  coverage: number
}

export function piecesOf(page: PageText): Pieces {
  const texts: Pieces['texts'] = new Map()
  const open: (string | null | typeof ARTIFACT)[] = []
  const referred = new Set(page.structure === null ? [] : idsIn(page.structure))
  let all = 0
  let covered = 0
  for (const item of page.items) {
    if (!isText(item)) {
      if (item.type === 'endMarkedContent') open.pop()
      else open.push(item.id ?? (item.tag === 'Artifact' ? ARTIFACT : null))
      continue
    }
    if (open.includes(ARTIFACT)) continue
    const id = open.findLast((one): one is string => typeof one === 'string' && referred.has(one))
    all += item.str.trim().length
    if (id === undefined) continue
    covered += item.str.trim().length
    const piece = texts.get(id) ?? { lines: [''], isMono: true }
    texts.set(id, piece)
    piece.lines.push((piece.lines.pop() ?? '') + item.str)
    if (item.str.trim() !== '' && !page.isMono(item.fontName)) piece.isMono = false
    if (item.hasEOL) piece.lines.push('')
  }
  return { texts, coverage: all === 0 ? 0 : covered / all }
}

function idsIn(node: StructNode): string[] {
  return (node.children ?? []).flatMap((child) => {
    if ('role' in child) return idsIn(child)
    return child.id === undefined ? [] : [child.id]
  })
}

/** Writes a page as its own structure says (ISO 32000-1, 14.8: tagged PDF). */
export function writeTagged(builder: DocumentBuilder, page: PageText, pieces: Pieces): void {
  if (page.structure !== null) new TaggedPage(builder, page.number, pieces).write(page.structure, null)
}

class TaggedPage {
  private readonly where: { page: number }
  constructor(
    private readonly builder: DocumentBuilder,
    page: number,
    private readonly pieces: Pieces,
  ) {
    this.where = { page }
  }

  write(node: StructNode, list: number | null): void {
    const role = node.role
    if (/^(?:H[1-6]?|Title)$/.test(role)) {
      this.builder.add(this.text(node), { kind: 'heading', level: Number(role[1]) || 1, where: this.where })
    } else if (role === 'Table') this.table(node)
    else if (role === 'L') this.descend(node, (list ?? -1) + 1)
    else if (role === 'LI') this.item(node, list ?? 0)
    else if (role === 'Caption') this.builder.add(this.text(node), { kind: 'caption', where: this.where })
    else if (role === 'Figure' || role === 'Formula') {
      this.builder.add(node.alt ?? this.text(node), { kind: 'prose', where: this.where })
    } else if (isContainer(node)) this.descend(node, list)
    else this.paragraph(node)
  }

  /** What stands directly among blocks is a paragraph of its own. */
  private descend(node: StructNode, list: number | null): void {
    for (const child of node.children ?? []) {
      if ('role' in child) this.write(child, list)
      else this.paragraph({ role: 'P', children: [child] })
    }
  }

  private paragraph(node: StructNode): void {
    const pieces = this.piecesBelow(node)
    if (pieces.length > 0 && (node.role === 'Code' || pieces.every((piece) => piece.isMono))) {
      const text = pieces.map((piece) => piece.lines.join('\n')).join('')
      this.builder.add(text, { kind: 'code', where: this.where })
    } else this.builder.add(this.text(node), { kind: 'prose', where: this.where })
  }

  private item(node: StructNode, depth: number): void {
    const inner = (node.children ?? []).flatMap((child) =>
      'role' in child && child.role === 'LBody' ? (child.children ?? []) : [child],
    )
    const isList = (child: (typeof inner)[number]): child is StructNode =>
      'role' in child && child.role === 'L'
    const label = inner.find((child): child is StructNode => 'role' in child && child.role === 'Lbl')
    const own = inner.filter((child) => child !== label && !isList(child))
    const text = this.text({ role: 'LBody', children: own })
    const sign = label === undefined ? '' : this.text(label)
    if (text !== '') {
      this.builder.add(
        `${'  '.repeat(depth)}${/\w/.test(sign) ? sign : '-'} ${text.replace(/^[•◦▪‣●○■·–]\s*/, '')}`,
        {
          kind: 'list',
          where: this.where,
          gap: this.builder.blocks.at(-1)?.kind === 'list' ? '\n' : '\n\n',
        },
      )
    }
    for (const child of inner.filter(isList)) this.write(child, depth)
  }

  private table(node: StructNode): void {
    for (const caption of rolesBelow(node, 'Caption')) this.write(caption, null)
    const rows = rolesBelow(node, 'TR').map((row) =>
      (row.children ?? []).flatMap((cell) =>
        'role' in cell && /^T[HD]$/.test(cell.role) ? [this.text(cell)] : [],
      ),
    )
    this.builder.addTable(rows, this.where)
  }

  private piecesBelow(node: StructNode): { lines: string[]; isMono: boolean }[] {
    return idsIn(node).flatMap((id) => this.pieces.texts.get(id) ?? [])
  }

  private text(node: StructNode): string {
    const lines: string[] = ['']
    for (const piece of this.piecesBelow(node)) {
      for (const [at, line] of piece.lines.entries()) {
        lines.push(at === 0 ? (lines.pop() ?? '') + line : line)
      }
    }
    return joinLines(lines.map((line) => line.replaceAll(/\s+/g, ' ').trim()).filter((line) => line !== ''))
  }
}

/** Of structures that hold blocks, as opposed to those that hold words. */
function isContainer(node: StructNode): boolean {
  if (
    /^(?:Root|Document|Part|Art|Sect|Div|BlockQuote|Index|TOC|TOCI|LBody|Aside|DocumentFragment)$/.test(
      node.role,
    )
  ) {
    return true
  }
  const blocks = /^(?:P|H[1-6]?|Title|L|LI|Table|Sect|Div|Figure|Caption|Code|BlockQuote)$/
  return (node.children ?? []).some(
    (child) => 'role' in child && (blocks.test(child.role) || isContainer(child)),
  )
}

function rolesBelow(node: StructNode, role: string): StructNode[] {
  return (node.children ?? []).flatMap((child) => {
    if (!('role' in child)) return []
    return child.role === role ? [child] : rolesBelow(child, role)
  })
}
