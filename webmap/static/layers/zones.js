/* Joint patrol zones: a thick outline in the lead agency's colour, hardly any fill, a square with the number. */
'use strict';

petarawan.Zones = petarawan.Areas.extend({
  kind: 'zone',
  path: '/api/zones',
  order: 0,
  casing: true, // a pale line below keeps the outline apart from rivers

  isShown: function (told) {
    return petarawan.ofAgency(told);
  },

  labelStyle: function () {
    return 'square';
  },

  labelBorder: function (told, answer) {
    return petarawan.agencyColour(answer, told.lead);
  },

  style: function (told, chosen, answer) {
    var colour = petarawan.agencyColour(answer, told.lead);
    return {
      color: colour,
      weight: chosen ? 5 : petarawan.routes ? 1.5 : 3, // routes stand out when they are shown
      opacity: 0.95,
      dashArray: told.lead ? null : '8 6',
      fillColor: colour,
      fillOpacity: chosen ? 0.16 : 0.06
    };
  }
});

/* Whether the agency asked for leads or takes part; all are shown while none is asked for. */
petarawan.ofAgency = function (told) {
  return !petarawan.agency || told.lead === petarawan.agency || told.partners.indexOf(petarawan.agency) >= 0;
};

/* Colours go by the agency's place in the region's own order, so that they stay the same from run to run. */
petarawan.agencyColour = function (answer, code) {
  var agency = code && answer.agencies && answer.agencies[code];
  return agency ? petarawan.colours.agencies[agency.number % petarawan.colours.agencies.length] : petarawan.colours.noAgency;
};
