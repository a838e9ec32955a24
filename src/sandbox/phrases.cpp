#include "sandbox/phrases.h"

namespace kally::sandbox {

struct Text {
    char const* english;
    char const* spanish;
};

// In the order of Phrase. KallyAI speaks of itself as "I", says the result, and is brief.
static constexpr Text texts[] = {
    { "\n\n*This is the sandbox: names and answers are invented, nobody real is contacted.*",
        "\n\n*Esto es la zona de pruebas: los nombres y las respuestas son inventados, no se contacta con nadie real.*" },
    { "\n\n*Sandbox: an invented answer.*", "\n\n*Zona de pruebas: una respuesta inventada.*" },
    { "\n\n*Sandbox*", "\n\n*Zona de pruebas*" },

    { "I found **{0} {1}**{2}, all within **15 minutes on foot**:\n\n", "He encontrado **{0} opciones de {1}**{2}, todas a menos de **15 minutos a pie**:\n\n" },
    { " near {0}", " cerca {0}" },
    { "I found **{0} options**{2}, all within **15 minutes on foot**:\n\n", "He encontrado **{0} opciones**{2}, todas a menos de **15 minutos a pie**:\n\n" },
    { "| Name | On foot | Open | Listed price |\n|---|---|---|---:|\n", "| Nombre | A pie | Horario | Precio publicado |\n|---|---|---|---:|\n" },
    { "\nI drafted an email to each of them{0}. Nothing is sent before you approve it.",
        "\nHe preparado un correo para cada sitio{0}. No se envía nada hasta que lo apruebes." },
    { ", asking for {0}", ", pidiendo {0}" },
    { "\nI am checking who has room and will sum it up here.", "\nEstoy mirando quién tiene sitio y te lo resumo aquí." },
    { "The answers so far:\n\n| Name | Price | Free from |\n|---|---:|---|\n", "Las respuestas hasta ahora:\n\n| Nombre | Precio | Libre desde |\n|---|---:|---|\n" },
    { "| {0} | no answer yet | – |\n", "| {0} | sin respuesta aún | – |\n" },
    { "I compared them:\n\n- **{0}** is the closest and has room from {1}\n", "Comparación lista:\n\n- **{0}** es la opción más cercana y tiene sitio desde el {1}\n" },
    { "- **{0}** costs least\n", "- **{0}** cuesta menos\n" },
    { "- **{0}** is open longest\n", "- **{0}** abre más horas\n" },
    { "Not listed", "Sin precio" },
    { "Side by side:\n\n", "Una al lado de otra:\n\n" },
    { "| Name | Price | Open | On foot |\n|---|---:|---|---|\n", "| Nombre | Precio | Horario | A pie |\n|---|---:|---|---|\n" },

    { "Here are the **{0} drafts**:\n\n", "Estos son los **{0} borradores**:\n\n" },
    { "The same text goes to all **{0}**:\n\n", "El mismo texto va para los **{0}**:\n\n" },
    { "Here is the draft to **{0}**:\n\n", "Este es el borrador para **{0}**:\n\n" },
    { "**To {0}** ([{1}](https://{1}))\n\n", "**Para {0}** ([{1}](https://{1}))\n\n" },
    { "> Hello,\n>\n> I am writing on behalf of a client{0}. {1}\n>\n> Kind regards,\n> KallyAI\n\n", "> Hola:\n>\n> Escribo en nombre de un cliente{0}. {1}\n>\n> Un saludo,\n> KallyAI\n\n" },
    { " about {0}", " sobre {0}" },
    { "These times suit us: {0}. ", "Estas horas nos van bien: {0}. " },
    { "Could you tell us what is possible, and from when?", "¿Podríais decirnos qué es posible y desde cuándo?" },
    { "I confirm what we agreed on the phone.", "Confirmo lo que hablamos por teléfono." },
    { "> Hello, a quick question{0}. {1}\n>\n> Thanks, KallyAI\n\n", "> Hola, una pregunta rápida{0}. {1}\n>\n> Gracias, KallyAI\n\n" },
    { "There is no draft yet. Tell me whom to write to and what about.", "Todavía no hay ningún borrador. Dime a quién escribo y sobre qué." },
    { "**{0}** replied: they agree and can start on {1}.", "**{0}** ha respondido: les parece bien y pueden empezar el {1}." },

    { "All **{0} emails** are on their way. I collect the answers here.", "Los **{0} correos** van de camino. Reúno aquí las respuestas." },
    { "The email to **{0}** is on its way. I tell you when they answer.", "El correo para **{0}** va de camino. Te aviso cuando contesten." },

    { "I am calling **{0}** now{1}. I write here as soon as I hang up.", "Llamo ahora a **{0}**{1}. Te escribo aquí en cuanto cuelgue." },
    { " on {0}", " al {0}" },
    { "I never call emergency services. If somebody is in danger, dial **112** yourself.", "Nunca llamo a emergencias. Si alguien está en peligro, marca tú el **112**." },
    { "I spoke with **{0}**:\n\n- They can help, and **{1} at 10:00** is free\n- They hold it for you until tomorrow at noon\n- The call took 48 seconds",
        "He hablado con **{0}**:\n\n- Pueden ayudarte y tienen libre el **{1} a las 10:00**\n- Te lo guardan hasta mañana a mediodía\n- La llamada ha durado 48 segundos" },
    { "Sandbox: they can help, and {0} at 10:00 is free.", "Zona de pruebas: pueden ayudarte y el {0} a las 10:00 está libre." },
    { "Confirm before tomorrow at noon.", "Confirma antes de mañana a mediodía." },
    { "Call on the client's behalf: {0}", "Llamar en nombre del cliente: {0}" },

    { "You are free at these times{0}:\n\n", "Tienes libre a estas horas{0}:\n\n" },
    { "\nWhich one suits you?", "\n¿Cuál te viene bien?" },
    { "**{0}** is in your calendar{1}.", "**{0}** ya está en tu calendario{1}." },
    { ", and the invitation to {0} is sent", " y la invitación para {0} está enviada" },

    { "There is room. This is what I would book:\n\n", "Hay sitio. Esto es lo que reservaría:\n\n" },
    { "- **Where:** {0}\n", "- **Dónde:** {0}\n" },
    { "- **When:** {0}\n", "- **Cuándo:** {0}\n" },
    { "- **For:** {0} people\n", "- **Para:** {0} personas\n" },
    { "\nShall I confirm it?", "\n¿Lo confirmo?" },
    { "Booked: **{0}**, {1}. Your reference is `SB-{2}`.", "Reservado: **{0}**, {1}. Tu referencia es `SB-{2}`." },
    { "- **Limit:** {0}\n", "- **Límite:** {0}\n" },

    { "I read the bill{0} line by line:\n\n", "He leído la factura{0} línea por línea:\n\n" },
    { "| Item | This time | Usual |\n|---|---:|---:|\n| Basic rate | {0} | {0} |\n| Use | {1} | {2} |\n| Extra service | {3} | – |\n\nThat is **{4} more than usual**. The extra service was added without your order.",
        "| Concepto | Esta vez | Normal |\n|---|---:|---:|\n| Cuota fija | {0} | {0} |\n| Consumo | {1} | {2} |\n| Servicio extra | {3} | – |\n\nSon **{4} más de lo normal**. El servicio extra se añadió sin que lo pidieras." },
    { "\n\nShall I take it up with them?", "\n\n¿Se lo reclamo?" },
    { "I take it up with {0} now and tell you what they say.", "Se lo reclamo ahora a {0} y te cuento qué dicen." },
    { "I leave it as it is. The comparison stays here if you need it.", "Lo dejo como está. La comparación queda aquí por si la necesitas." },
    { "{0} agreed: **€4.99 back** on the next bill, and the extra service is off.", "{0} acepta: **4,99 € de vuelta** en la próxima factura, y el servicio extra queda quitado." },
    { " of {0}", " de {0}" },

    { "This is how I do it:\n\n1. Find out what is needed\n2. Do it, or have it done\n3. Check the result\n", "Lo hago así:\n\n1. Averiguar qué hace falta\n2. Hacerlo o encargarlo\n3. Comprobar el resultado\n" },
    { "\nI have started{0}, and write here when it is done.", "\nYa he empezado{0} y te escribo aquí cuando esté hecho." },
    { "Done: **{0}**. Everything went as planned.", "Hecho: **{0}**. Todo ha ido según lo previsto." },

    { "Email first, then. If nobody replies within two days, I call.\n\n", "Primero por correo, entonces. Si nadie contesta en dos días, llamo.\n\n" },
    { "I call first, then, and write only to those who do not pick up.\n\n", "Primero llamo, entonces, y escribo solo a quien no conteste.\n\n" },
    { "Your availability next week, at the end of every draft:\n\n", "Tu disponibilidad de la semana que viene, al final de cada borrador:\n\n" },
    { "I keep it under **{0}**.\n\n", "No paso de **{0}**.\n\n" },
    { "Shorter:\n\n", "Más corto:\n\n" },
    { "Noted, and added to **{0}**.", "Anotado y añadido a **{0}**." },
    { "Gladly, but there is no task in this chat yet. What shall I do?", "Con gusto, pero aún no hay ninguna tarea en este chat. ¿Qué hago?" },

    { "**{0}**\n\n", "**{0}**\n\n" },
    { "- Done: {0}\n", "- Hecho: {0}\n" },
    { "- **Now: {0}**\n", "- **Ahora: {0}**\n" },
    { "- Next: {0}\n", "- Después: {0}\n" },
    { "- **Waits for you: {0}**\n", "- **Te espera: {0}**\n" },
    { "**{0}** is finished. Shall I do something else with it?", "**{0}** está terminado. ¿Hago algo más con ello?" },
    { "Nothing is in work in this chat.", "No hay nada en marcha en este chat." },

    { "Stopped. **{0}** is closed and nothing more is sent.", "Parado. **{0}** queda cerrado y no se envía nada más." },
    { "There is nothing to stop in this chat.", "No hay nada que parar en este chat." },
    { "Nothing waits for your approval right now.", "Ahora mismo no hay nada pendiente de tu aprobación." },
    { "You are welcome. I am here when you need something else.", "De nada. Aquí estoy cuando necesites algo más." },
    { "You are welcome. **{0}** goes on, and I write here when there is news.", "De nada. **{0}** sigue en marcha y te escribo aquí cuando haya novedades." },
    { "Hello. Tell me what you need done: I search, call, write emails, find times, book, read bills and run errands.",
        "Hola. Dime qué necesitas: busco, llamo, escribo correos, encuentro horas, reservo, leo facturas y hago recados." },
    { "I did not understand that. Tell me what should be done; there are examples below.", "No lo he entendido. Dime qué hay que hacer; abajo tienes ejemplos." },

    { "Searched for {0}", "Búsqueda de {0}" },
    { "{0} drafts ready", "{0} borradores listos" },
    { "Draft to {0}", "Borrador para {0}" },
    { "Drafts updated", "Borradores actualizados" },
    { "Emails on their way", "Correos en camino" },
    { "Call to {0}", "Llamada a {0}" },
    { "Checked your calendar", "Calendario consultado" },
    { "Entry in your calendar", "Entrada en tu calendario" },
    { "Asked {0} for room", "Consulta de sitio en {0}" },
    { "Booked {0}", "Reserva en {0}" },
    { "Compared the bill", "Factura comparada" },
    { "Letter to {0}", "Carta a {0}" },
    { "Started: {0}", "En marcha: {0}" },

    { "Find {0}", "Buscar {0}" },
    { "Compare price and access", "Comparar precio y acceso" },
    { "Write the drafts", "Escribir los borradores" },
    { "Send the emails", "Enviar los correos" },
    { "Collect the answers", "Reunir las respuestas" },
    { "Sum up", "Resumir" },
    { "See who has room", "Ver quién tiene sitio" },
    { "Prepare the call", "Preparar la llamada" },
    { "Call {0}", "Llamar a {0}" },
    { "Write down the result", "Anotar el resultado" },
    { "Write the draft", "Escribir el borrador" },
    { "Check your calendar", "Consultar tu calendario" },
    { "Your choice of time", "Tu elección de hora" },
    { "Send the invitation", "Enviar la invitación" },
    { "Ask {0}", "Preguntar a {0}" },
    { "Confirm the booking", "Confirmar la reserva" },
    { "Read the bill", "Leer la factura" },
    { "Compare with the usual amount", "Comparar con lo normal" },
    { "Your decision", "Tu decisión" },
    { "Hear from {0}", "Esperar respuesta de {0}" },
    { "Find out what is needed", "Averiguar qué hace falta" },
    { "Do it, or have it done", "Hacerlo o encargarlo" },
    { "Check the result", "Comprobar el resultado" },

    { "Approve all {0}", "Aprueba los {0}" },
    { "Show the drafts", "Muestra los borradores" },
    { "Add my availability next week", "Añade mi disponibilidad de la semana que viene" },
    { "Use email first", "Primero por correo" },
    { "Email all {0}", "Escribe a los {0}" },
    { "Call {0}", "Llama a {0}" },
    { "Compare prices and access", "Compara precios y acceso" },
    { "How is it going?", "¿Cómo va?" },
    { "Stop here", "Déjalo aquí" },
    { "Approve and send", "Aprueba y envía" },
    { "Make it shorter", "Hazlo más corto" },
    { "Other times", "Otras horas" },
    { "Take the first one", "Me quedo con la primera" },
    { "Take the second one", "Me quedo con la segunda" },
    { "Confirm the booking", "Confirma la reserva" },
    { "Ask for a better rate", "Pide una tarifa mejor" },
    { "Ask for the extra service to be removed", "Pide que quiten el servicio extra" },
    { "Leave it as it is", "Déjalo como está" },
    { "Add a reminder", "Añade un recordatorio" },
    { "Book a visit at {0}", "Reserva una visita en {0}" },
    { "Thanks, that is all", "Gracias, eso es todo" },
    { "Send a confirmation by email", "Envía una confirmación por correo" },
    { "Find three coworking spaces near downtown Malaga", "Busca tres espacios de coworking cerca del centro de Málaga" },
    { "Book a table for 4 on Friday at 21:00", "Reserva una mesa para 4 el viernes a las 21:00" },
    { "Check my electricity bill", "Revisa mi factura de la luz" },

    { "Call {0}", "Llamar a {0}" },
    { "Email to {0}", "Correo para {0}" },
    { "Time with {0}", "Hora con {0}" },
    { "Booking at {0}", "Reserva en {0}" },
    { "Bill check", "Revisión de factura" },

    { "options", "opciones" },
    { "the business", "el sitio" },
    { "The provider", "La compañía" },
    { "next week", "la semana que viene" },
    { "a client", "un cliente" },

    { "Question about {0}", "Consulta sobre {0}" },
    { "A question", "Una consulta" },
    { "(sandbox: not really sent)", "(zona de pruebas: no se envía de verdad)" },
    { "Hello,\n\nyes, we have room from {0}. The price is {1}.\n\nKind regards,\n{2}\n\n(sandbox)", "Hola:\n\nSí, tenemos sitio desde el {0}. El precio es {1}.\n\nUn saludo,\n{2}\n\n(zona de pruebas)" },
    { "Hello,\n\nthat works for us, from {0} on.\n\nKind regards,\n{1}\n\n(sandbox)", "Hola:\n\nNos va bien, a partir del {0}.\n\nUn saludo,\n{1}\n\n(zona de pruebas)" },
    { "Thank you for your message. You hear from us within two days.\n\n(sandbox)", "Gracias por tu mensaje. Te contestamos en dos días.\n\n(zona de pruebas)" },

    { "Accept the estimate of {0} credits before work starts", "Acepta la estimación de {0} créditos antes de empezar" },
    { "The soft limit of {0} credits is reached", "Se ha llegado al límite flexible de {0} créditos" },
    { "You wanted to decide this yourself", "Querías decidirlo tú" },
    { "Ask for a better result", "Pedir un resultado mejor" },
    { "{0} After another talk it is 5 % less.", "{0} Tras hablarlo otra vez, un 5 % menos." },
    { "Approved: **{0}**. I go on with it.", "Aprobado: **{0}**. Sigo con ello." },
    { "The budget of **{0} credits** is approved. I start on **{1}** now.", "El presupuesto de **{0} créditos** está aprobado. Empiezo con **{1}**." },
    { "I go on with **{0}** past its soft limit.", "Sigo con **{0}** más allá de su límite flexible." },
    { "Accepted, and **{0}** is closed.", "Aceptado, y **{0}** queda cerrado." },
    { "I ask for a better result for **{0}**.", "Pido un resultado mejor para **{0}**." },
    { "**{0}** waits for your decision now.", "**{0}** espera ahora tu decisión." },

    { "Good morning, this is KallyAI, calling for {0} (sandbox).", "Buenos días, soy KallyAI y llamo de parte de {0} (zona de pruebas)." },
    { "{0}, good morning. How can I help?", "{0}, buenos días. ¿En qué puedo ayudar?" },
    { "It is about this: {0}", "Se trata de esto: {0}" },
    { "One moment, I look it up.", "Un momento, lo miro." },
    { "Thank you, I pass that on.", "Gracias, lo transmito." },
    { "Goodbye.", "Adiós." },
    { "You have reached {0}. Please leave a message after the tone.", "Has llamado a {0}. Deja un mensaje después de la señal." },
    { "This is KallyAI for {0} (sandbox). {1} Please call back, thank you.", "Soy KallyAI, de parte de {0} (zona de pruebas). {1} Llamad, por favor, gracias." },
};
static_assert(std::size(texts) == static_cast<std::size_t>(Phrase::Count));

std::string say(Language language, Phrase phrase, std::initializer_list<std::string_view> arguments)
{
    auto const& text = texts[static_cast<std::size_t>(phrase)];
    std::string_view const from = language == Language::Spanish ? text.spanish : text.english;
    std::string out;
    for (std::size_t i = 0; i < from.size(); ++i) {
        auto const index = i + 2 < from.size() && from[i] == '{' && from[i + 2] == '}' ? from[i + 1] - '0' : -1;
        if (index < 0 || index > 9) {
            out += from[i];
            continue;
        }
        if (static_cast<std::size_t>(index) < arguments.size())
            out += arguments.begin()[index];
        i += 2;
    }
    if (language == Language::Spanish) // "cerca de" and "el centro"
        for (auto at = out.find(" de el "); at != out.npos; at = out.find(" de el ", at))
            out.replace(at, 7, " del ");
    return out;
}

} // namespace kally::sandbox
