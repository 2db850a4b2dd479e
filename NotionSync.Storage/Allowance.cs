namespace NotionSync.Storage;

/// <summary>
/// What is known of a connection's plan, as told in <see cref="Notion.RequestAllowance"/>: how much is allowed now, when
/// more may be tried, and how often that was refused. Moments are milliseconds since 1970.
/// </summary>
internal readonly record struct Allowance(int Limit, long NextClimb, int Refusals)
{
    // At most this many requests are beyond what was served before: so many answers of 429 a wrong guess costs at most.
    private const int Step = 4;

    // One that was proved may be refused for once: two apps with one token, or a plan that ended.
    private const long WindowsAfterProof = 60;
    private const long WindowsAfterClimb = 24 * 60;
    private const int MostDoublings = 3;

    /// <summary>Of a connection that was not seen before. Two windows at full speed come before the first climb.</summary>
    public static Allowance First(ThrottleRules rules, long now) => new(rules.Limit, now + (2 * rules.Window), 0);

    /// <summary>What is allowed at a moment in which somebody wants a slot.</summary>
    /// <param name="counted">Requests that were answered within the window.</param>
    /// <param name="spokenFor">Those, the ones under way, and the slots that are reserved.</param>
    /// <param name="isHungry">Somebody wanted a slot and got none.</param>
    public Allowance Grow(ThrottleRules rules, long now, int counted, int spokenFor, bool isHungry)
    {
        if (Limit >= rules.MostLimit || now < NextClimb)
        {
            return this;
        }

        // Two windows that meet hold at most twice the limit: more than that proves the bigger plan.
        if (counted > 2 * rules.Limit)
        {
            return new(rules.MostLimit, NextClimb, 0);
        }

        // The next step once Notion has had the time to refuse this one.
        if (isHungry && spokenFor >= Limit * 9 / 10)
        {
            return this with { Limit = Limit + Step, NextClimb = now + (rules.Window / 200) };
        }

        // What was climbed with the help of a window's end counts for that window alone.
        return counted < rules.Limit / 2 ? this with { Limit = rules.Limit } : this;
    }

    /// <summary>Notion refused a request for want of allowance.</summary>
    public Allowance Refuse(ThrottleRules rules, long now)
    {
        if (Limit == rules.Limit && NextClimb > now + (2 * rules.Window))
        {
            // Of the same climb, or not of a climb at all.
            return this;
        }

        var windows = Limit >= rules.MostLimit ? WindowsAfterProof : WindowsAfterClimb << Math.Min(Refusals, MostDoublings);
        return new(rules.Limit, now + (windows * rules.Window), Limit >= rules.MostLimit ? 0 : Refusals + 1);
    }
}
