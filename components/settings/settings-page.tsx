'use client'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import type { ReactNode } from 'react'
import { Page } from '@/components/shell/page'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { ApprovalsSection } from './approvals/approvals-section'
import { EmbeddingSection } from './embedding/embedding-section'
import { HealthRulesSection } from './health-rules/health-rules-section'
import { ModelSection } from './model-section'
import { RerankerSection } from './reranker/reranker-section'
import { RankingSection } from './retrieval/ranking-section'
import { StatusPageSection } from './status-page-section'
import { WebhooksSection } from './webhooks/webhooks-section'

const TABS = ['model', 'retrieval', 'approvals', 'checks', 'webhooks', 'status'] as const
type Tab = (typeof TABS)[number]

interface Part {
  title: string
  content: ReactNode
  /** What is being typed stays while another part is looked at. */
  isForm?: true
}

const PARTS: Record<Tab, Part> = {
  model: { title: 'Model', content: <ModelSection />, isForm: true },
  retrieval: {
    title: 'Retrieval',
    content: (
      <div className="grid gap-10">
        <EmbeddingSection />
        <RerankerSection />
        <RankingSection />
      </div>
    ),
    isForm: true,
  },
  approvals: { title: 'Approvals', content: <ApprovalsSection />, isForm: true },
  checks: { title: 'Checks', content: <HealthRulesSection />, isForm: true },
  webhooks: { title: 'Webhooks', content: <WebhooksSection /> },
  status: { title: 'Status page', content: <StatusPageSection /> },
}

/** What people set for all of Portolan, one subject at a time. */
export function SettingsPage() {
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(TABS).withDefault('model'))
  return (
    <Page title="Settings">
      <Tabs
        value={tab}
        onValueChange={(next) => {
          const known = TABS.find((each) => each === next)
          if (known) void setTab(known, { history: 'push' })
        }}
      >
        <TabsList aria-label="What can be set">
          {TABS.map((each) => (
            <TabsTrigger key={each} value={each}>
              {PARTS[each].title}
            </TabsTrigger>
          ))}
        </TabsList>
        {TABS.map((each) => (
          <TabsContent
            key={each}
            value={each}
            className="pt-5 data-[state=inactive]:hidden"
            {...(PARTS[each].isForm && { forceMount: true })}
          >
            {PARTS[each].content}
          </TabsContent>
        ))}
      </Tabs>
    </Page>
  )
}
