import 'server-only'

/** Words that say next to nothing, folded, by ISO 639-1. Languages without a list here have their IDF alone. */
const LISTS: Record<string, string> = {
  en: `a about after all also am an and any are as at be because been before being both but by can could d did do does
    doing don down during each few for from further had has have having he her here hers him his how i if in into is
    it its itself just ll m me more most my no nor not of off on once only or other our ours out over own please re s
    same she should so some such t than that the their theirs them then there these they this those through to too
    under until up upon us ve very was we were what when where which while who whom why will with would you your yours`,
  de: `aber alle als also am an auch auf aus bei bin bis bist da damit das dass dein dem den der des dich die dies diese
    diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er es etwas euch fur gegen hat
    hatte habe haben hier ich ihm ihn ihr ihre im in ins ist ja jede jeder jedes kann kein keine mein mich mir mit muss
    nach nicht noch nun nur ob oder ohne sehr sein seine sich sie sind so soll uber um und uns unser unter vom von vor
    war waren was weil wenn wer werden wie wir wird wo zu zum zur`,
  fr: `a ai au aux avec c ce ces cet cette d dans de des du elle elles en est et etaient etait etant ete etre eu il ils j
    je l la le les leur leurs lui m ma mais me meme mes mon n ne nos notre nous on ont ou par pas plus pour qu que qui s
    sa sans se ses si son sont sur t ta te tes toi ton tu un une vos votre vous y`,
  es: `a al algo como con cual cuando de del desde donde el ella ellas ellos en entre era es esa ese eso esta este esto
    fue ha han hasta hay la las le les lo los mas me mi muy nos o para pero por porque que se ser si sin sobre son su
    sus tambien te tiene tu un una unas uno unos y ya yo`,
  it: `a ad ai al alla alle anche c che chi ci come con cui d da dal dalla dei del della delle di dove e ed era essere fra
    gli ha ho i il in io l la le lei lo loro lui ma mi mia mio ne negli nel nella no noi non o per perche piu quale
    quando quella quello questa questo se si sia sono su sua sul suo tra tu tutti un una uno vi voi`,
  pt: `a ao aos as com como da das de dela dele do dos e ela elas ele eles em entre era essa esse esta este eu foi ha isso
    isto ja lhe mais mas me meu minha muito na nao nas nem no nos nossa nosso num numa o os ou para pela pelo por qual
    quando que quem se sem ser seu seus so sua suas tambem te tem um uma voce`,
  nl: `aan al alles als ben bij dan dat de der deze die dit doch door dus een en er ge geen had heb hebben heeft hem het
    hier hij hoe hun iets ik in is ja je kan kon maar me meer men met mij mijn moet na naar niet niets nog nu of om
    omdat onder ons ook op over te tegen toch toen tot u uit uw van veel voor want waren was wat werd wezen wie wil
    wordt zal ze zelf zich zij zijn zo zonder zou`,
}
const NONE: ReadonlySet<string> = new Set()
const sets = new Map(Object.entries(LISTS).map(([code, words]) => [code, new Set(words.split(/\s+/))]))

/** The stop words of a language (ISO 639-1; English without one). */
export function stopWordsOf(language: string | null | undefined): ReadonlySet<string> {
  return sets.get(language ?? 'en') ?? NONE
}
