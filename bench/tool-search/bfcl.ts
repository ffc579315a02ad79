import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { BenchSet, BenchTool, Task } from './sets'

/**
 * The Berkeley Function Calling Leaderboard (Apache-2.0; the folder `bfcl_eval/data` of the Python package bfcl-eval,
 * measured with 2026.3.23) as tool search: all functions of all its questions are one catalogue of about 1,400, and a
 * question's tools are those that its right answer calls. A function without a namespace belongs to one server that says
 * nothing of itself; those of the conversations belong to eight servers that do.
 */
export function readBfcl(folder: string): BenchSet[] {
  const tools = new Map<string, BenchTool>()
  const questions = Object.entries(CATEGORIES).flatMap(([category, every]) => {
    const tasks = readQuestions(folder, category, tools)
    return every === 0 ? [] : tasks.filter((_, at) => at % every === 0)
  })
  const conversations = readConversations(folder, tools)
  const catalogue = [...tools.values()]
  return [
    { name: 'BFCL, one question', tools: catalogue, tasks: questions },
    { name: 'BFCL, a conversation of several steps', tools: catalogue, tasks: conversations },
  ]
}

/** Every which of their questions is asked; 0: their functions are in the catalogue alone. */
const CATEGORIES = {
  ...{ multiple: 1, parallel_multiple: 1, live_multiple: 4 },
  ...{ live_parallel_multiple: 0, live_parallel: 0, live_simple: 0, parallel: 0, simple_python: 0 },
}
/** No tools of a person's tasks: the leaderboard's own memory and search. */
const NO_TOOLS = /memory|web_search/
/** How the conversations' functions begin: what their server is, then what they do. */
const ABOUT = /^This tool belongs to (.*?)\. Tool description: (.*)$/s

interface BfclFunction {
  name: string
  description: string
  parameters: BenchTool['tool']['inputSchema']
}
interface Question {
  id: string
  question: { role: string; content: string }[][]
  function: BfclFunction[]
}

function readQuestions(folder: string, category: string, tools: Map<string, BenchTool>): Task[] {
  const answers = answersOf<Record<string, unknown>[]>(folder, category)
  return linesOf<Question>(folder, `BFCL_v4_${category}.json`).map(
    ({ id, question, function: functions }) => {
      for (const { name, description, parameters } of functions) {
        const server = serverOf(name)
        const key = `${server}/${name}`
        // The same name means nearly the same everywhere, so the first is kept.
        if (tools.has(key)) continue
        tools.set(key, { id: key, server, tool: { name, description, inputSchema: parameters } })
      }
      const called = (answers.get(id) ?? []).flatMap((answer) => Object.keys(answer))
      return {
        question: saidIn(question.flat()),
        gold: [...new Set(called.map((name) => `${serverOf(name)}/${name}`))],
      }
    },
  )
}

function readConversations(folder: string, tools: Map<string, BenchTool>): Task[] {
  const ids = new Map<string, string>()
  for (const file of readdirSync(path.join(folder, 'multi_turn_func_doc'))) {
    if (NO_TOOLS.test(file)) continue
    const server = path.basename(file, '.json')
    for (const { name, description, parameters } of linesOf<BfclFunction>(
      folder,
      `multi_turn_func_doc/${file}`,
    )) {
      const [, about = '', own = description] = ABOUT.exec(description) ?? []
      const id = `${server}/${name}`
      ids.set(name, id)
      const tool = { name, description: own, inputSchema: parameters }
      tools.set(id, { id, server, about: { title: server, description: about }, tool })
    }
  }
  const answers = answersOf<string[][]>(folder, 'multi_turn_base')
  return linesOf<Question>(folder, 'BFCL_v4_multi_turn_base.json').map(({ id, question }) => {
    const called = (answers.get(id) ?? []).flat().map((call) => ids.get(call.split('(')[0] ?? ''))
    return {
      question: saidIn(question.flat()),
      gold: [...new Set(called.filter((one) => one !== undefined))],
    }
  })
}

function answersOf<T>(folder: string, category: string): Map<string, T> {
  const answers = linesOf<{ id: string; ground_truth: T }>(folder, `possible_answer/BFCL_v4_${category}.json`)
  return new Map(answers.map(({ id, ground_truth }) => [id, ground_truth]))
}

function saidIn(messages: Question['question'][number]): string {
  return messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content)
    .join('\n')
}

function serverOf(name: string): string {
  return name.includes('.') ? (name.split('.')[0] ?? name) : 'functions'
}

function linesOf<T>(folder: string, file: string): T[] {
  const lines = readFileSync(path.join(folder, file), 'utf8').split('\n').filter(Boolean)
  // As the leaderboard's own reader takes them.
  return lines.map((line) => JSON.parse(line) as T)
}
