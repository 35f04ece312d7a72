/** Whether a wildcard covers every domain of a registry: `*.com`, `*.co.uk`. */
export function coversPublicSuffix(name: string): boolean {
  if (!name.startsWith("*")) return false
  const rest = name.slice(2).toLowerCase()
  return !rest.includes(".") || secondLevelSuffixes.has(rest)
}

/**
 * Registries' own second-level domains, the commonest of the Public Suffix List. Not the list: it has some 10,000
 * entries and changes weekly, and one that is missing here costs a warning, never a false error.
 */
const secondLevelSuffixes: ReadonlySet<string> = new Set(
  `ac.uk co.uk gov.uk ltd.uk me.uk net.uk nhs.uk org.uk plc.uk police.uk sch.uk
   com.au net.au org.au edu.au gov.au id.au asn.au ac.nz co.nz govt.nz net.nz org.nz
   ac.jp co.jp go.jp or.jp ne.jp ad.jp ed.jp gr.jp lg.jp ac.kr co.kr go.kr or.kr ne.kr re.kr
   com.br net.br org.br gov.br edu.br com.cn net.cn org.cn gov.cn edu.cn ac.cn com.tw org.tw gov.tw edu.tw
   com.hk org.hk gov.hk edu.hk com.sg org.sg gov.sg edu.sg com.my org.my gov.my co.th or.th ac.th go.th in.th
   co.id or.id ac.id go.id web.id co.in net.in org.in gov.in ac.in res.in firm.in gen.in
   co.za org.za gov.za ac.za web.za co.il org.il ac.il gov.il net.il com.tr org.tr gov.tr edu.tr
   com.mx org.mx gob.mx edu.mx com.ar org.ar gob.ar edu.ar com.co org.co gov.co edu.co com.pe com.ve com.ec com.uy
   com.pl net.pl org.pl edu.pl gov.pl com.ua net.ua org.ua gov.ua edu.ua com.ru org.ru net.ru msk.ru spb.ru
   com.pt edu.pt gov.pt com.es org.es nom.es gob.es edu.es com.fr asso.fr gouv.fr com.gr org.gr gov.gr edu.gr
   co.at or.at ac.at gv.at co.hu org.hu com.ro org.ro com.eg com.sa gov.sa com.pk com.ng com.gh co.ke or.ke ac.ke
   com.vn gov.vn edu.vn com.ph gov.ph com.bd gov.bd com.np com.lk co.cr co.ve com.do com.gt com.pa com.py com.bo`.split(
    /\s+/,
  ),
)
