using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Webhooks;

/// <summary>Sends webhooks in the background, plays the rules that are set on them, and remembers every attempt.</summary>
internal sealed class WebhookSender(TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Delivery> _deliveries = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private volatile WebhookRule[] _rules = [];

    /// <summary>The rules being played, in the order in which they were set.</summary>
    public WebhookRule[] Rules
    {
        get => _rules;
        set => _rules = value;
    }

    /// <summary>Sends a webhook, in the background.</summary>
    public void Post(OutgoingWebhook webhook)
    {
        var rule = Rules.FirstOrDefault(rule => rule.Meets(webhook));

        if (rule is { Drops: true })
        {
            var dropped = new Delivery(webhook, corrupts: null);
            dropped.Make(attempt: 1);
            dropped.End("dropped");
            _deliveries.Enqueue(dropped);
            return;
        }

        for (var copy = 0; copy < (rule?.Copies ?? 1); copy++)
        {
            Start(new Delivery(webhook, rule?.Corrupts), rule?.Delay ?? TimeSpan.Zero);
        }
    }

    /// <summary>Sends one again, as it was first sent.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this id.</exception>
    public void Resend(Guid id)
        => Start(new Delivery(_deliveries.FirstOrDefault(one => one.Id == id)?.Webhook ?? throw new KeyNotFoundException($"There is no webhook {id}."), corrupts: null), TimeSpan.Zero);

    /// <summary>Waits until nothing is on its way any more.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (!_running.IsEmpty)
        {
            await Task.WhenAll(_running.Keys).WaitAsync(cancellationToken);
        }
    }

    public JsonArray ToJson() => [.. _deliveries.Select(delivery => delivery.ToJson())];

    public void Forget() => _deliveries.Clear();

    public void Dispose()
    {
        _stop.Cancel();
        _http.Dispose();
        _stop.Dispose();
    }

    private void Start(Delivery delivery, TimeSpan delay)
    {
        _deliveries.Enqueue(delivery);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[done.Task] = true;
        _ = RunAsync(delivery, delay, done, _stop.Token);
    }

    private async Task RunAsync(Delivery delivery, TimeSpan delay, TaskCompletionSource done, CancellationToken stop)
    {
        try
        {
            await Task.Delay(delay, stop);
            delivery.End(await DeliverAsync(delivery, stop) ? "delivered" : "failed");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            delivery.End("failed");
        }
        finally
        {
            _running.TryRemove(done.Task, out _);
            done.SetResult();
        }
    }

    private async Task<bool> DeliverAsync(Delivery delivery, CancellationToken stop)
    {
        var webhook = delivery.Webhook;

        for (var attempt = 1; ; attempt++)
        {
            var (status, error) = await TryAsync(webhook, delivery.Make(attempt), stop);
            delivery.Attempted(clock.GetUtcNow(), status, error);
            webhook.Attempted(status);

            if (status is >= 200 and < 300)
            {
                return true;
            }

            if (attempt > webhook.Waits.Count || !webhook.IsRetried(status))
            {
                return false;
            }

            await Task.Delay(webhook.Waits[attempt - 1], stop);
        }
    }

    private async Task<(int? Status, string? Error)> TryAsync(OutgoingWebhook webhook, SignedBody body, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(webhook.Timeout);

        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(body.Json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        foreach (var (name, value) in body.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return ((int)response.StatusCode, null);
        }
        catch (HttpRequestException error)
        {
            return (null, error.Message);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (null, $"No answer within {webhook.Timeout.TotalSeconds:0} s.");
        }
    }
}
