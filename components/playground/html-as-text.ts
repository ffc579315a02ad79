interface Node {
  type: string
  children?: Node[]
}

/** A remark plugin: HTML in Markdown is shown as it was written, neither rendered nor lost. */
export function htmlAsText(): (tree: Node) => void {
  return function visit(node) {
    for (const child of node.children ?? []) {
      if (child.type === 'html') child.type = 'text'
      visit(child)
    }
  }
}
