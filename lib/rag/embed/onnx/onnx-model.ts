import 'server-only'
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { Tokenizer } from '@huggingface/tokenizers'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { z } from 'zod'
import { AppError, messageOf } from '@/lib/kit/app-error'
import { type Encoded, padded, roundsOf, shortened } from './encode'
import { type Output, pooled, scoresOf } from './pooling'

const configSchema = z
  .looseObject({
    max_position_embeddings: z.int().positive().optional(),
    pad_token_id: z.int().nonnegative().nullish(),
    model_type: z.string().optional(),
  })
  .catch({})
const tokenizerConfigSchema = z.looseObject({ model_max_length: z.number().positive().optional() }).catch({})

/** However long a text the model could read: a passage is not that long, and the work grows with its square. */
const LONGEST = 2_048
const SHORTEST = 16
/** Between rounds it can be told to stop; in one it can't. */
const TOKENS_AT_ONCE = 1_024
/** Of models that count positions from the padding sign on. */
const OFFSET_TYPES = new Set(['roberta', 'xlm-roberta', 'camembert', 'mpnet'])

/** A model's folder, opened: its tokenizer and its graph. Runs in a worker. */
export class OnnxModel {
  private constructor(
    private readonly session: InferenceSession,
    private readonly tokenizer: Tokenizer,
    private readonly limits: { longest: number; padding: number },
  ) {}

  static async open(folder: string, file: string): Promise<OnnxModel> {
    try {
      const [tokenizer, tokenizerConfig, config] = await Promise.all([
        readJson(path.join(folder, 'tokenizer.json')),
        readJson(path.join(folder, 'tokenizer_config.json')).catch(() => ({})),
        readJson(path.join(folder, 'config.json')).catch(() => ({})),
      ])
      const session = await InferenceSession.create(file, {
        // The requests of people need a core too, and a thread that waits by spinning takes one for nothing.
        intraOpNumThreads: Math.max(1, Math.floor(availableParallelism() / 2)),
        interOpNumThreads: 1,
        logSeverityLevel: 3,
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      })
      return new OnnxModel(
        session,
        // Their shapes are the library's to check: it throws for what it does not know.
        new Tokenizer(tokenizer as object, tokenizerConfig as object),
        limitsOf(configSchema.parse(config), tokenizerConfigSchema.parse(tokenizerConfig)),
      )
    } catch (cause) {
      throw new AppError('invalid-config', `The model in ${folder} can't be opened: ${messageOf(cause)}`, {
        cause,
      })
    }
  }

  async embed(
    texts: readonly string[],
    pooling: 'mean' | 'cls',
    signal: AbortSignal,
  ): Promise<Float32Array[]> {
    const vectors = new Array<Float32Array>(texts.length)
    const encoded = texts.map((text) => this.#encode(text))
    await this.#inRounds(encoded, signal, (output, round, lengths) => {
      pooled(output, lengths, pooling).forEach((vector, at) => (vectors[round[at] ?? 0] = vector))
    })
    return vectors
  }

  /** How well each text answers the query, both read together. */
  async rerank(query: string, texts: readonly string[], signal: AbortSignal): Promise<number[]> {
    const scores = new Array<number>(texts.length)
    const encoded = texts.map((text) => this.#encode(query, text))
    await this.#inRounds(encoded, signal, (output, round) => {
      scoresOf(output, round.length).forEach((score, at) => (scores[round[at] ?? 0] = score))
    })
    return scores
  }

  #encode(text: string, pair?: string): Encoded {
    const { ids, token_type_ids: types } = this.tokenizer.encode(text, {
      ...(pair !== undefined && { text_pair: pair }),
      return_token_type_ids: true,
    })
    return shortened({ ids, types }, this.limits.longest)
  }

  async #inRounds(
    encoded: readonly Encoded[],
    signal: AbortSignal,
    take: (output: Output, round: readonly number[], lengths: readonly number[]) => void,
  ): Promise<void> {
    const lengths = encoded.map(({ ids }) => ids.length)
    for (const round of roundsOf(lengths, TOKENS_AT_ONCE)) {
      signal.throwIfAborted()
      const rows = round.map((index) => encoded[index] ?? { ids: [], types: [] })
      take(
        await this.#run(rows),
        round,
        rows.map(({ ids }) => ids.length),
      )
    }
  }

  async #run(rows: readonly Encoded[]): Promise<Output> {
    const ids = padded(
      rows.map((row) => row.ids),
      this.limits.padding,
    )
    const dims = [rows.length, ids.length / rows.length]
    const feeds: Record<string, BigInt64Array> = {
      input_ids: ids,
      attention_mask: padded(
        rows.map((row) => row.ids.map(() => 1)),
        0,
      ),
      token_type_ids: padded(
        rows.map((row) => row.types),
        0,
      ),
      position_ids: padded(
        rows.map((row) => row.ids.map((_, position) => position)),
        0,
      ),
    }
    const wanted = this.session.inputNames.map((name) => {
      const data = feeds[name]
      if (data) return [name, new Tensor('int64', data, dims)] as const
      throw new AppError('protocol-error', `The model wants the input "${name}", which no text model has`)
    })
    const outputs = await this.session.run(Object.fromEntries(wanted)).catch((cause: unknown) => {
      throw new AppError('protocol-error', `The model failed: ${messageOf(cause)}`, { cause })
    })
    const name = PREFERRED.find((each) => outputs[each] !== undefined) ?? this.session.outputNames[0] ?? ''
    const output = outputs[name]
    if (!(output?.data instanceof Float32Array))
      throw new AppError('protocol-error', `The model's output "${name}" is not made of 32-bit floats`)
    return { data: output.data, dims: output.dims }
  }
}

const PREFERRED = ['sentence_embedding', 'last_hidden_state', 'token_embeddings', 'logits']

function limitsOf(
  config: z.infer<typeof configSchema>,
  { model_max_length: told = Infinity }: z.infer<typeof tokenizerConfigSchema>,
): { longest: number; padding: number } {
  const {
    max_position_embeddings: positions = LONGEST,
    model_type: type = '',
    pad_token_id: padding,
  } = config
  const usable = OFFSET_TYPES.has(type) ? positions - 2 : positions
  return { longest: Math.max(SHORTEST, Math.min(LONGEST, usable, told)), padding: padding ?? 0 }
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'))
}
