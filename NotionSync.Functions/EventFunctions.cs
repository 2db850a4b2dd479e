using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NotionSync.Events;
using NotionSync.Http;
using NotionSync.Resources;
using NotionSync.Storage;
using NotionSync.Telemetry;

namespace NotionSync;

/// <summary>Outgoing events: their delivery, and how it goes.</summary>
public sealed class EventFunctions(ApiEndpoint endpoint, EventDeliveries deliveries, EventWorker worker, ILogger<EventFunctions> logger)
{
    [Function("ListEventDeliveries")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tenants/{tenant}/events/deliveries")] HttpRequest request,
        string tenant)
        => endpoint.RunAsync(request, tenant, Role.Admin, async (_, cancellationToken) =>
        {
            var paging = Paging.Of(request);
            var (items, next) = await deliveries.ListAsync(tenant, EventDeliveryResource.StateOf(request), paging.Cursor, paging.PageSize, cancellationToken);
            return Answer.Json(new([.. items.Select(EventDeliveryResource.Of)], next), ApiJson.Default.ListResourceEventDeliveryResource);
        });

    [Function("ResendEvent")]
    public Task<IResult> ResendAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tenants/{tenant}/events/deliveries/{eventId}/resend")] HttpRequest request,
        string tenant,
        string eventId)
        => endpoint.RunAsync(request, tenant, Role.Admin, async (_, cancellationToken)
            => Answer.Json(
                EventDeliveryResource.Of(await deliveries.ResendAsync(tenant, eventId, cancellationToken)),
                ApiJson.Default.EventDeliveryResource,
                StatusCodes.Status202Accepted));

    [Function("DeliverEvent")]
    public Task DeliverAsync(
        [QueueTrigger(StorageNames.EventDeliveryQueue)] string message,
        int dequeueCount,
        CancellationToken cancellationToken)
        => MessageTrace.RunAsync(
            StorageNames.EventDeliveryQueue, message, () => worker.HandleAsync(MessageReader.Read(message, EventJson.Default.EventMessage), isRepeat: dequeueCount > 1, cancellationToken));

    [Function("GiveUpEvent")]
    public Task GiveUpAsync([QueueTrigger(StorageNames.EventDeliveryPoisonQueue)] string message, CancellationToken cancellationToken)
        => MessageReader.GiveUpAsync(
            StorageNames.EventDeliveryPoisonQueue, message, EventJson.Default.EventMessage, read => worker.GiveUpAsync(read, cancellationToken), logger);

    [Function("CleanEvents")]
    public Task CleanAsync([TimerTrigger("0 30 3 * * *")] TimerInfo timer, CancellationToken cancellationToken)
        => worker.CleanAsync(cancellationToken);
}
