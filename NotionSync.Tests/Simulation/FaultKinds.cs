namespace NotionSync.Tests.Simulation;

/// <summary>What can go wrong in a simulation, each kind by its name.</summary>
internal static class FaultKinds
{
    public const string None = "none";
    public const string Kills = "kills";
    public const string Outage = "storage-gone";
    public const string Messages = "messages";
    public const string Clocks = "clocks";
    public const string Mixed = "mixed";

    private const string Html = "<html><head><title>One moment</title></head><body>Checking your browser</body></html>";

    // What Notion, or the way to it, does to a call.
    private static readonly Dictionary<string, object[]> OfNotion = new()
    {
        ["429"] = [Rule(0.03, new { status = 429, retryAfter = 1 })],
        ["429-unsaid"] = [Rule(0.02, new { status = 429 }), Rule(0.01, new { status = 429, reason = "public_api_space_request_rate_limit", retryAfter = 1 }), Rule(0.01, new { status = 429, reason = "public_api_endpoint_rate_limit", retryAfter = 1 })],
        ["5xx"] = [Rule(0.03, new { status = 500 }), Rule(0.03, new { status = 502 }), Rule(0.03, new { status = 503 }), Rule(0.03, new { status = 504 })],
        ["529"] = [Rule(0.03, new { status = 529 })],
        ["timeouts"] = [Rule(0.01, new { latencyMs = 4000 }), Rule(0.02, new { drop = true })],
        ["cut-bodies"] = [Rule(0.04, new { cutAfterBytes = 200 }), Rule(0.04, new { cutAfterBytes = 300, cleanCut = true })],
        ["html"] = [Rule(0.03, new { status = 200, body = Html }), Rule(0.02, new { status = 403, body = Html }), Rule(0.02, new { status = 502, body = Html })],
        ["cursors"] = [Rule(0.3, new { expireCursor = true })],
        ["404-403"] = [Rule(0.01, new { status = 404 }, "^/v1/(pages|blocks)/"), Rule(0.01, new { status = 403 }, "^/v1/(pages|blocks)/")],
    };

    public static IReadOnlyList<string> All { get; } = [.. OfNotion.Keys, Kills, Outage, Messages, Clocks, Mixed];

    /// <summary>The rules that the emulator plays.</summary>
    public static object[] Rules(string kind)
        => kind == Mixed ? [.. OfNotion.Values.SelectMany(rules => rules)] : OfNotion.GetValueOrDefault(kind) ?? [];

    public static bool Has(string kind, string part) => kind == part || kind == Mixed;

    private static Dictionary<string, object> Rule(double probability, object what, string path = "^/v1/")
    {
        var rule = new Dictionary<string, object> { ["path"] = path, ["probability"] = probability };

        foreach (var property in what.GetType().GetProperties())
        {
            rule[property.Name] = property.GetValue(what)!;
        }

        return rule;
    }
}
