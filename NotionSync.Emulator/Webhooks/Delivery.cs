using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Webhooks;

/// <summary>One webhook on its way, with what became of each attempt.</summary>
internal sealed class Delivery(OutgoingWebhook webhook, string? corrupts)
{
    private readonly Lock _gate = new();
    private readonly JsonArray _attempts = [];
    private string _state = "pending";
    private string? _body;

    public Guid Id { get; } = Guid.NewGuid();

    public OutgoingWebhook Webhook => webhook;

    /// <summary>The request of the n-th attempt, spoilt if it shall be.</summary>
    public SignedBody Make(int attempt)
    {
        var made = webhook.Make(attempt);
        var sent = corrupts switch
        {
            "body" => made.WithOtherBody(),
            "signature" => made.WithOtherSignature(),
            _ => made,
        };

        lock (_gate)
        {
            _body = Encoding.UTF8.GetString(sent.Json);
        }

        return sent;
    }

    public void Attempted(DateTimeOffset at, int? status, string? error)
    {
        lock (_gate)
        {
            _attempts.Add(new JsonObject
            {
                ["at"] = at.ToString("O", CultureInfo.InvariantCulture),
                ["status"] = status,
                ["error"] = error,
            });
        }
    }

    /// <param name="state"><c>delivered</c>, <c>failed</c> or <c>dropped</c></param>
    public void End(string state)
    {
        lock (_gate)
        {
            _state = state;
        }
    }

    public JsonObject ToJson()
    {
        lock (_gate)
        {
            return new()
            {
                ["id"] = Id.ToString("D"),
                ["sender"] = webhook.Sender,
                ["type"] = webhook.Type,
                ["url"] = webhook.Url.AbsoluteUri,
                ["state"] = _state,
                ["body"] = _body,
                ["attempts"] = _attempts.DeepClone(),
            };
        }
    }
}
