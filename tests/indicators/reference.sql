-- Every statistic of a cycle a second time, from its definition, in sets: no running sums, no closed forms.
-- Bounds are what Manski (1989) says they are: the figure again, with the missing and the contested answers put in at
-- worst and at best. Quartiles are quantile_cont, definition 7 of Hyndman and Fan (1996). Filled by reference.py.

create view company as
select s.cycle, s.id, s.status = 'left' as gone, f.company is not null as submitted, f.revision,
  coalesce(s.sector, f.sector, 'unknown') as sector, coalesce(s.country, f.country, 'unknown') as country,
  coalesce(s.headcount, f.headcount) as headcount,
  case when coalesce(s.headcount, f.headcount) >= 20000 then '20000+'
       when coalesce(s.headcount, f.headcount) >= 5000 then '5000-19999'
       when coalesce(s.headcount, f.headcount) >= 1000 then '1000-4999'
       when coalesce(s.headcount, f.headcount) >= 250 then '250-999'
       when coalesce(s.headcount, f.headcount) >= 50 then '50-249'
       when coalesce(s.headcount, f.headcount) >= 1 then '1-49' else 'unknown' end as size
from signatory s left join filing f on f.cycle = s.cycle and f.company = s.id;

create view place as
select cycle, id as company, gone, submitted, headcount, 'all' as dimension, '' as value from company union all
select cycle, id, gone, submitted, headcount, 'sector', sector from company union all
select cycle, id, gone, submitted, headcount, 'country', country from company union all
select cycle, id, gone, submitted, headcount, 'size', size from company;

create table cell as
select indicator, kind, over_headcount, dimension, value from kind, (
  select distinct dimension, value from place where cycle = 'now' and not gone union select 'all', '');

create table rank as
select n.signatory as company, n.indicator,
  case when bool_or(not n.retracted and not n.replied) then 3
       when bool_or(not n.retracted) then 2
       when bool_or(n.retracted) then 1 else 0 end as rank
from note n join company c on c.cycle = 'now' and c.id = n.signatory and c.revision = coalesce(n.carried_to, n.revision)
where n.kind = 'answer' and n.verified and n.id in (select note from motive where motive in ('A1', 'A2', 'A3', 'A4', 'A5'))
group by all;

create table held as
select c.cycle, c.id as company, k.indicator, k.kind, c.headcount,
  case when e.status <> 'answered' then e.status
       when e.status = 'answered' and a.number is not null and (k.fb is null or b.number is not null)
         and (k.fc is null or (x.number is not null and y.number is not null)) then 'answered'
       else 'unanswered' end as status,
  coalesce(e.evidenced, false) as evidenced,
  case when c.cycle = 'now' then coalesce(r.rank, 0) else 0 end as rank,
  a.number as a, b.number as b, x.number as c, y.number as d
from company c join kind k on c.submitted and not c.gone
left join answer e on (e.cycle, e.company, e.indicator) = (c.cycle, c.id, k.source)
left join rank r on (r.company, r.indicator) = (c.id, k.source)
left join number a on (a.cycle, a.company, a.indicator, a.field) = (c.cycle, c.id, k.source, k.fa)
left join number b on (b.cycle, b.company, b.indicator, b.field) = (c.cycle, c.id, k.source, k.fb)
left join number x on (x.cycle, x.company, x.indicator, x.field) = (c.cycle, c.id, k.source, k.fc)
left join number y on (y.cycle, y.company, y.indicator, y.field) = (c.cycle, c.id, k.source, k.fd);

create table given as select p.dimension, p.value, h.* from held h join place p using (cycle, company);

create table answered as
select *, case kind when 'count' then a when 'level' then null when 'ratio' then a / nullif(b, 0) when 'hours' then a / nullif(b, 0)
    when 'rates' then (a / nullif(b, 0)) / nullif(c / nullif(d, 0), 0)
    else 100 * (a / nullif(b, 0) - c / nullif(d, 0)) end as own
from given where status = 'answered';

-- Who says nothing, by which reading: the silent; those, and who submitted without an answer.
create view nothing_said as
select reading, k.indicator, k.kind, p.dimension, p.value, p.headcount
from place p, kind k, (values ('silent'), ('contested'), ('missing')) as r(reading)
where p.cycle = 'now' and not p.gone and not p.submitted
union all
select 'missing', indicator, kind, dimension, value, headcount from given
where cycle = 'now' and status in ('unanswered', 'not_available');

-- Every set of answers that some figure is made of, under the name of what it gives.
create table world as
with now as (select * from answered where cycle = 'now'), before as (select * from answered where cycle = 'before'),
  ends as (select unnest(['low', 'high']) as e), readings as (select unnest(['silent', 'contested', 'missing']) as r)
select 'claimed' as made, indicator, dimension, value, a, b, c, d from now union all
select 'aside', indicator, dimension, value, a, b, c, d from now where rank < 2 union all
select 'before', indicator, dimension, value, a, b, c, d from before union all
select 'both_now', n.indicator, n.dimension, n.value, n.a, n.b, n.c, n.d
from now n semi join before o on o.company = n.company and o.indicator = n.indicator union all
select 'both_before', o.indicator, n.dimension, n.value, o.a, o.b, o.c, o.d
from now n join before o on o.company = n.company and o.indicator = n.indicator and o.dimension = 'all' union all
select r || '_' || e, indicator, dimension, value,
  case when rank < 2 or r = 'silent' then a when e = 'low' then 0 when kind = 'level' then 3 else b end, b,
  case when rank < 2 or r = 'silent' then c when e = 'low' then d else 0 end, d
from now, ends, readings union all
select reading || '_' || e, indicator, dimension, value,
  case when e = 'low' then 0 when kind = 'level' then 3 else headcount end, headcount, null, null
from nothing_said, ends;

create table made as
select made, indicator, kind, dimension, value, count(*) as n, sum(a) as a, sum(b) as b,
  sum(a) / nullif(sum(b), 0) as lowest, sum(c) / nullif(sum(d), 0) as highest,
  [count(*) filter (where a = 0), count(*) filter (where a = 1), count(*) filter (where a = 2),
   count(*) filter (where a = 3)] as levels,
  case kind when 'level' then count(*) filter (where a >= 2) / count(*) when 'count' then sum(a)
    when 'rates' then (sum(a) / nullif(sum(b), 0)) / nullif(sum(c) / nullif(sum(d), 0), 0)
    when 'points' then 100 * (sum(a) / nullif(sum(b), 0) - sum(c) / nullif(sum(d), 0))
    else sum(a) / nullif(sum(b), 0) end as figure
from world join kind using (indicator) group by made, indicator, kind, dimension, value;

create view spread as
select made, indicator, dimension, value, count(own) as n, avg(own) as mean, min(own) as minimum,
  quantile_cont(own, 0.25) as q1, quantile_cont(own, 0.5) as median, quantile_cont(own, 0.75) as q3, max(own) as maximum
from (select 'claimed' as made, * from answered union all select 'aside', * from answered where rank < 2)
where cycle = 'now' and own is not null group by all;

create view coverage as
select dimension, value, count(*) filter (where not gone) as signatories,
  count(*) filter (where submitted and not gone) as submitted, count(*) filter (where not submitted and not gone) as silent,
  count(*) filter (where gone) as gone, coalesce(sum(headcount) filter (where not gone), 0) as headcount_known
from place where cycle = 'now' group by all;

create view statuses as
select indicator, dimension, value, count(*) filter (where status = 'answered') as answered,
  count(*) filter (where status = 'not_applicable') as not_applicable,
  count(*) filter (where status = 'not_available') as not_available, count(*) filter (where status = 'unanswered') as unanswered,
  coalesce(sum(headcount) filter (where status = 'answered'), 0) as headcount_answered,
  count(*) filter (where status = 'answered' and evidenced) as evidenced,
  count(*) filter (where status = 'answered' and rank >= 2) as contested, max(rank) as worst,
  sum(case kind when 'level' then 1 when 'count' then a when 'rates' then b + d when 'points' then b + d else b end)
    filter (where status = 'answered' and rank >= 2) as disputed,
  sum(case kind when 'level' then 1 when 'count' then a when 'rates' then b + d when 'points' then b + d else b end)
    filter (where status = 'answered') as weight
from given where cycle = 'now' group by all;

create view band as
select indicator, dimension, value, rank >= 2 as contested, count(*) as n,
  case when kind = 'level' then a::integer::varchar when own is null then 'undefined'
    when kind = 'points' then case sign(own) when 1 then 'positive' when 0 then 'zero' else 'negative' end
    when kind in ('count', 'hours') then if(a > 0, 'positive', 'zero')
    when own = 0 then '0' when own < 0.5 then '1-49' when own < 1 then '50-99' else '100' end as key
from answered where cycle = 'now' group by all;

create view more as
select g.indicator, g.dimension, g.value, e.key, e.summary, count(*) as n, sum(a.number) as a, sum(b.number) as b,
  case e.summary when 'sum' then sum(a.number) when 'median' then quantile_cont(a.number, 0.5)
    else sum(a.number) / nullif(sum(b.number), 0) end as figure,
  avg(part) as mean, min(part) as minimum, quantile_cont(part, 0.25) as q1, quantile_cont(part, 0.5) as median,
  quantile_cont(part, 0.75) as q3, max(part) as maximum, count(part) as valued
from answered g join extra e using (indicator)
join number a on (a.cycle, a.company, a.indicator, a.field) = (g.cycle, g.company, g.indicator, e.fa)
left join number b on (b.cycle, b.company, b.indicator, b.field) = (g.cycle, g.company, g.indicator, e.fb)
cross join lateral (select if(e.fb is null, a.number, a.number / nullif(b.number, 0)) as part)
where g.cycle = 'now' and (e.fb is null or b.number is not null)
group by g.indicator, g.dimension, g.value, e.key, e.summary;

create view beside as
select clause.indicator, dimension, value, id, union_ from note n join clause using (clause), (select distinct dimension, value from cell)
where n.kind = 'clause' and not retracted union all
select n.indicator, dimension, value, id, union_ from note n, (select distinct dimension, value from cell)
where n.kind in ('indicator', 'figure') and not retracted union all
select n.indicator, dimension, value, id, union_ from note n
join place p on p.cycle = 'now' and p.company = n.signatory and not p.gone
where n.kind = 'answer' and not retracted;

create view whole as
with entered as (select distinct company, indicator, rank from answered where cycle = 'now' and kind <> 'points')
select (select count(*) from entered) as answers, (select count(*) from entered where rank >= 2) as contested_answers,
  count(*) as annotations, count(distinct union_) as unions,
  (select coalesce(sum(headcount), 0) from company where cycle = 'now' and submitted and not gone) as headcount_submitted
from note where not retracted;
