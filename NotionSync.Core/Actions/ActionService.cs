using Microsoft.Extensions.Options;
using NotionSync.Actions.Writing;
using NotionSync.Auditing;
using NotionSync.Connections;
using NotionSync.Notion;

namespace NotionSync.Actions;

/// <summary>
/// Does things with a connection by name. What writes stands behind a wall: the deployment, the connection and the caller
/// must each allow it, and each try is in the audit log.
/// </summary>
public sealed class ActionService(
    ConnectionService connections, IConnectionStore store, WriteAccess writes, IOptions<ActionsOptions> options, AuditLog audit, TimeProvider time)
{
    private const string TimedOut = "timed_out";

    /// <summary>The actions of a connection: those that write only where the deployment and the connection allow it.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task<IReadOnlyList<ActionDefinition>> ListAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
    {
        var connection = await connections.GetAsync(tenantId, connectionId, cancellationToken);
        return [.. ActionCatalogue.All.Where(action => !action.Writes || (options.Value.AllowWrites && connection.AllowsWrites))];
    }

    /// <summary>Grants a connection that actions may write through it, or takes the grant back.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>, <c>writes_not_allowed</c>.</exception>
    public async Task<Connection> GrantAsync(string tenantId, string connectionId, string actor, bool allowed, CancellationToken cancellationToken)
    {
        if (allowed && !options.Value.AllowWrites)
        {
            throw NotAllowed("This deployment does not write to Notion.");
        }

        var changed = await store.ChangeAsync(tenantId, connectionId, current => current with { AllowsWrites = allowed }, cancellationToken)
            ?? throw ProblemException.NotFound("This tenant has no such connection.");

        await AuditAsync(tenantId, connectionId, actor, "connection.writes", "allowed", allowed ? "true" : "false", cancellationToken);
        return changed;
    }

    /// <param name="actor">Who it is, as the audit log names callers.</param>
    /// <param name="isIntegrator">The caller has the role that writing needs.</param>
    /// <exception cref="ProblemException">
    /// <c>not_found</c>, <c>invalid_input</c>, <c>invalid_id</c>, <c>invalid_query</c>, <c>writes_not_allowed</c>, <c>timed_out</c>.
    /// </exception>
    /// <exception cref="NotionException">What Notion said.</exception>
    public async Task<ActionResult> RunAsync(
        string tenantId, string connectionId, string actor, bool isIntegrator, string name, System.Text.Json.JsonElement json, CancellationToken cancellationToken)
    {
        var connection = await connections.GetAsync(tenantId, connectionId, cancellationToken);
        var action = ActionCatalogue.Get(name);
        var input = ActionInput.Check(action, json);
        var raw = name == "raw_request" ? RawRequest.Read(input) : null;

        if (!action.Writes && raw is not { IsRead: false })
        {
            var client = await connections.OpenAsync(connection, cancellationToken);

            return raw is null
                ? await ReadActions.RunAsync(name, input, client, cancellationToken) ?? throw new InvalidOperationException($"Nothing does {name}.")
                : await RawAsync(raw, input, client.SendAsync, cancellationToken);
        }

        if (!options.Value.AllowWrites || !connection.AllowsWrites || !isIntegrator)
        {
            await AuditAsync(tenantId, connectionId, actor, "action.refused", "action", name, cancellationToken);
            throw NotAllowed(!options.Value.AllowWrites ? "This deployment does not write to Notion."
                : !connection.AllowsWrites ? "An Admin has not granted this connection that it may write."
                : "This needs the role Integrator.");
        }

        return await WriteAsync(connection, actor, name, input, raw, cancellationToken);
    }

    private async Task<ActionResult> WriteAsync(Connection connection, string actor, string name, ActionInput input, RawRequest? raw, CancellationToken cancellationToken)
    {
        var writer = await writes.OpenAsync(connection, cancellationToken);
        var outcome = "done";

        // Before it is sent: what may have been written must be in the log even where the process ends here.
        await AuditAsync(connection.TenantId, connection.Id, actor, "action.write", "action", name, cancellationToken);

        try
        {
            return raw is null
                ? new(await WriteActions.RunAsync(name, input, await connections.OpenAsync(connection, cancellationToken), writer, cancellationToken))
                : await RawAsync(raw, input, writer.SendAsync, cancellationToken);
        }
        catch (Exception exception)
        {
            // Where no answer came, Notion may have done it.
            outcome = exception is ProblemException { Code: not TimedOut } or NotionException { Error: not (NotionError.Unavailable or NotionError.Malformed) } ? "failed" : "unknown";
            throw;
        }
        finally
        {
            await AuditAsync(connection.TenantId, connection.Id, actor, $"action.{outcome}", "action", name, CancellationToken.None);
        }
    }

    private async Task<ActionResult> RawAsync(
        RawRequest raw, ActionInput input, Func<NotionCall, CancellationToken, Task<ReadOnlyMemory<byte>>> send, CancellationToken cancellationToken)
    {
        var (retries, delay) = (input.Number("maxRetries", 0), TimeSpan.FromMilliseconds(input.Number("retryDelayMilliseconds", 0)));
        var timeout = TimeSpan.FromSeconds(input.Number("timeoutSeconds", 60));
        var started = time.GetTimestamp();
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);

        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var body = await send(raw.ToCall(), either.Token);
                return new(body, input.Text("responseType") switch { "text" => "text/plain; charset=utf-8", "binary" => "application/octet-stream", _ => "application/json" });
            }
            catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new ProblemException(ProblemKind.Unavailable, TimedOut, "Notion did not answer within the time that was given.", innerException: exception);
            }
            catch (NotionException exception) when (attempt < retries && (input.Flag("retryOnAllErrors") || exception.Error is NotionError.Unavailable or NotionError.RateLimited))
            {
                var pause = input.Flag("exponentialBackoff") ? TimeSpan.FromMilliseconds(200 * (1 << attempt)) : delay;
                pause = exception.RetryAfter > pause ? exception.RetryAfter : pause;

                if (time.GetElapsedTime(started) + pause >= timeout)
                {
                    throw;
                }

                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    private static ProblemException NotAllowed(string detail) => new(ProblemKind.Forbidden, "writes_not_allowed", detail);

    private Task AuditAsync(string tenantId, string connectionId, string actor, string action, string detail, string value, CancellationToken cancellationToken)
        => audit.AppendAsync(tenantId, audit.Write(actor, action, $"connection:{connectionId}", (detail, value)), cancellationToken);
}
