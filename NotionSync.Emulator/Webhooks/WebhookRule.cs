using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NotionSync.Emulator.Webhooks;

/// <summary>Trouble for webhooks on their way: which it meets, how often, and what happens to them.</summary>
internal sealed class WebhookRule
{
    private static readonly string[] Known = ["sender", "type", "after", "count", "drop", "duplicate", "corrupt", "delayMs"];

    private readonly Lock _gate = new();
    private readonly JsonObject _json;
    private readonly string? _sender;
    private readonly Regex _type;
    private readonly int _after;
    private readonly int? _count;
    private int _met;
    private int _played;

    /// <exception cref="FormatException">A property is unknown or of the wrong type.</exception>
    public WebhookRule(JsonObject json)
    {
        _json = json;

        if (json.FirstOrDefault(property => !Known.Contains(property.Key)).Key is { } unknown)
        {
            throw new FormatException($"A webhook rule has no '{unknown}'; it knows {string.Join(", ", Known)}.");
        }

        try
        {
            _sender = (string?)json["sender"];
            _type = new Regex((string?)json["type"] ?? ".", RegexOptions.CultureInvariant);
            _after = (int?)json["after"] ?? 0;
            _count = (int?)json["count"];
            Drops = (bool?)json["drop"] ?? false;
            Copies = (int?)json["duplicate"] ?? 1;
            Corrupts = (string?)json["corrupt"];
            Delay = TimeSpan.FromMilliseconds((int?)json["delayMs"] ?? 0);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"Not a webhook rule: {json.ToJsonString()} ({error.Message})", error);
        }

        if (Corrupts is not (null or "body" or "signature"))
        {
            throw new FormatException($"'corrupt' is 'body' or 'signature', not '{Corrupts}'.");
        }
    }

    public bool Drops { get; }

    /// <summary>How often the webhook is sent in all.</summary>
    public int Copies { get; }

    /// <summary><c>body</c> or <c>signature</c>: what is changed after signing.</summary>
    public string? Corrupts { get; }

    /// <summary>How much later it is sent, so that others overtake it.</summary>
    public TimeSpan Delay { get; }

    /// <summary>Counts a webhook when it is one that this rule means.</summary>
    /// <returns>Whether the rule is to be played on it.</returns>
    public bool Meets(OutgoingWebhook webhook)
    {
        if ((_sender is not null && _sender != webhook.Sender) || !_type.IsMatch(webhook.Type))
        {
            return false;
        }

        lock (_gate)
        {
            if (++_met <= _after || _played >= _count)
            {
                return false;
            }

            _played++;
            return true;
        }
    }

    public JsonObject ToJson()
    {
        var json = _json.DeepClone().AsObject();

        lock (_gate)
        {
            json["met"] = _met;
            json["played"] = _played;
        }

        return json;
    }
}
