using Microsoft.AspNetCore.Http;
using NotionSync.Events;

namespace NotionSync.Resources;

/// <summary>How the delivery of an event goes.</summary>
internal sealed record EventDeliveryResource(
    string Id,
    string Type,
    EventDeliveryState State,
    DateTimeOffset CreatedAt,
    int Attempts,
    DateTimeOffset? LastAttemptAt,
    DateTimeOffset? NextAttemptAt,
    int? LastStatus,
    string? LastError)
{
    public static EventDeliveryResource Of(EventDelivery delivery) => new(
        delivery.Id,
        delivery.Type,
        delivery.State,
        delivery.CreatedAt,
        delivery.Attempts,
        delivery.LastAttemptAt,
        delivery.NextAttemptAt,
        delivery.LastStatus,
        delivery.LastError);

    /// <summary>The state that a list asks for by <c>?state=</c>; null: all.</summary>
    /// <exception cref="ProblemException"><c>invalid_state</c></exception>
    public static EventDeliveryState? StateOf(HttpRequest request) => request.Query["state"].ToString() switch
    {
        "" => null,
        "pending" => EventDeliveryState.Pending,
        "delivered" => EventDeliveryState.Delivered,
        "dead" => EventDeliveryState.Dead,
        _ => throw new ProblemException(ProblemKind.Invalid, "invalid_state", "state must be pending, delivered or dead."),
    };
}
